package io.descentry.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * The registry's addresses, freed from credentials, and what to send each of them as Authorization.
 *
 * @param urls addresses without credentials and without a slash at the end
 * @param authorization one for each address
 */
record RegistryCredentials(List<URI> urls, List<Optional<Password>> authorization) {

    /** @throws ConfigException that quotes neither credentials nor an address that may hold some */
    static RegistryCredentials from(AbstractConfig config) {
        checkSource(config, RegistrySettings.BASIC_SOURCE, Set.of("URL", "USER_INFO"));
        checkSource(config, RegistrySettings.BEARER_SOURCE, Set.of("STATIC_TOKEN"));
        boolean fromUrl = "URL".equals(config.getString(RegistrySettings.BASIC_SOURCE));
        Optional<Password> common = common(config, fromUrl);
        List<URI> urls = new ArrayList<>();
        List<Optional<Password>> authorization = new ArrayList<>();
        for (String text : config.getList(RegistrySettings.URL)) {
            URI url = parse(text.strip(), urls.size() + 1);
            String userInfo = url.getUserInfo();
            urls.add(bare(url));
            authorization.add(common.isEmpty() && fromUrl && userInfo != null ? Optional.of(basic(userInfo)) : common);
        }
        return new RegistryCredentials(urls, authorization);
    }

    private static void checkSource(AbstractConfig config, String name, Set<String> known) {
        if (!known.contains(config.getString(name))) {
            throw new ConfigException(name + " is none of " + new TreeSet<>(known)
                    + ", which is what the built-in client knows; Confluent's own knows more, see "
                    + RegistrySettings.CLIENT_CLASS);
        }
    }

    private static Optional<Password> common(AbstractConfig config, boolean fromUrl) {
        @Nullable Password userInfo = config.getPassword(RegistrySettings.BASIC_USER_INFO);
        @Nullable Password token = config.getPassword(RegistrySettings.BEARER_TOKEN);
        if (!fromUrl && token != null) {
            throw new ConfigException("give either " + RegistrySettings.BASIC_USER_INFO + " or "
                    + RegistrySettings.BEARER_TOKEN + ", not both");
        }
        if (!fromUrl && userInfo == null) {
            throw new ConfigException(
                    RegistrySettings.BASIC_SOURCE + "=USER_INFO needs " + RegistrySettings.BASIC_USER_INFO);
        }
        if (token != null) {
            return Optional.of(new Password("Bearer " + token.value()));
        }
        return fromUrl || userInfo == null ? Optional.empty() : Optional.of(basic(userInfo.value()));
    }

    private static URI parse(String text, int position) {
        String problem = RegistrySettings.URL + ": address " + position + " is no http or https URL";
        try {
            URI url = new URI(text);
            String scheme = url.getScheme();
            if (url.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
                throw new ConfigException(problem);
            }
            return url;
        } catch (URISyntaxException e) {
            throw new ConfigException(problem);
        }
    }

    private static URI bare(URI url) {
        String path = url.getRawPath();
        String root = path == null ? "" : path.replaceAll("/+$", "");
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return URI.create(url.getScheme() + "://" + url.getHost() + port + root);
    }

    private static Password basic(String userInfo) {
        return new Password("Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8)));
    }
}
