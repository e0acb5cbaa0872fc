package io.descentry.it.sink;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What Grafana makes of the SQL of a panel before PostgreSQL sees it, by the documentation of its data source: the macros that
 * we use, and variables in the format sqlstring. Anything else that begins with a dollar sign is refused.
 *
 * @param from begin of the time range that is shown
 * @param to its end
 * @param variables values by name
 */
record Grafana(Instant from, Instant to, Map<String, List<String>> variables) {
    private static final int INTERVALS = 60;
    private static final Pattern FILTER = Pattern.compile("\\$__timeFilter\\(([^)]*)\\)");
    private static final Pattern GROUP = Pattern.compile("\\$__timeGroupAlias\\(([^,)]*),[^)]*\\)");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+):sqlstring}");

    /** What it makes of PromQL: our service, and an interval that several scrapes fit into. */
    static String promql(String text) {
        String expanded = text.replace("$service", "descentry").replace("$__rate_interval", "20s");
        if (expanded.contains("$")) {
            throw new IllegalArgumentException("a variable that Grafana would see otherwise: " + expanded);
        }
        return expanded;
    }

    String expand(String sql) {
        long seconds = Math.max(1, Duration.between(from, to).toSeconds() / INTERVALS);
        String expanded =
                replace(sql, FILTER, macro -> macro.group(1) + " BETWEEN " + literal(from) + " AND " + literal(to));
        expanded = replace(
                expanded,
                GROUP,
                macro -> "floor(extract(epoch from " + macro.group(1) + ")/" + seconds + ")*" + seconds
                        + " AS \"time\"");
        expanded = expanded.replace("$__timeFrom()", literal(from)).replace("$__timeTo()", literal(to));
        expanded = replace(expanded, VARIABLE, variable -> quoted(variable.group(1)));
        if (expanded.contains("$")) {
            throw new IllegalArgumentException("a macro or variable that Grafana would see otherwise: " + expanded);
        }
        return expanded;
    }

    private static String replace(
            String text, Pattern pattern, java.util.function.Function<MatchResult, String> replacement) {
        return pattern.matcher(text).replaceAll(match -> Matcher.quoteReplacement(replacement.apply(match)));
    }

    private static String literal(Instant time) {
        return "'" + time + "'";
    }

    private String quoted(String variable) {
        List<String> values = variables.get(variable);
        if (values == null) {
            throw new IllegalArgumentException("no variable " + variable);
        }
        return values.stream()
                .map(value -> "'" + value.replace("'", "''") + "'")
                .collect(Collectors.joining(","));
    }
}
