-- What the sinks write of alerts. Columns are the fields of AlertEvent.avsc; what has parts is jsonb.

-- Every change of every alert. A change that is delivered twice has the same event_id and stays one row.
CREATE TABLE alert_events (
  event_id      text NOT NULL,
  fingerprint   text NOT NULL,
  kind          text NOT NULL,
  alert_name    text NOT NULL,
  status        text NOT NULL,
  severity      text NOT NULL,
  "time"        timestamptz NOT NULL,
  job_id        text NOT NULL,
  attempt       integer NOT NULL,
  job_name      text,
  project       text,
  owner         text,
  cluster       text,
  labels        jsonb,
  subject       text NOT NULL,
  rank          integer,
  host          text,
  device        text,
  layer         text,
  first_step    bigint NOT NULL,
  last_step     bigint NOT NULL,
  detected_step bigint NOT NULL,
  started_at    timestamptz NOT NULL,
  detected_at   timestamptz NOT NULL,
  resolved_at   timestamptz,
  resolution    text,
  summary       text NOT NULL,
  description   text NOT NULL,
  evidence      jsonb,
  causes        jsonb,
  remedies      jsonb,
  runbook_url   text,
  dashboard_url text,
  related       jsonb,
  incident      text,
  follows       text,
  pages         boolean NOT NULL DEFAULT true,
  chain         text,
  factor        text,
  factor_value  text,
  members       jsonb,
  PRIMARY KEY (event_id)
);
CREATE INDEX alert_events_of_job ON alert_events (job_id, fingerprint, detected_at, "time");
CREATE INDEX alert_events_by_time ON alert_events ("time");

-- What is open now; rows go when alerts are over.
CREATE TABLE alerts (
  LIKE alert_events INCLUDING DEFAULTS,
  PRIMARY KEY (fingerprint)
);
CREATE INDEX alerts_of_job ON alerts (job_id);

-- One row for each time that an alert was open, as it stood last. time and time_end are a region of Grafana's annotations;
-- time_end is null while it is open. An alert that comes back has the same fingerprint and another detected_at.
CREATE VIEW alert_regions AS
SELECT DISTINCT ON (job_id, fingerprint, detected_at)
  job_id, fingerprint, detected_at,
  started_at AS "time", resolved_at AS time_end,
  first_step, last_step, kind, alert_name, severity, status, resolution, subject, rank, host, layer, project, summary,
  description, causes, remedies, evidence, pages, incident, factor, factor_value, members, chain, runbook_url
FROM alert_events
ORDER BY job_id, fingerprint, detected_at, (status = 'RESOLVED') DESC, "time" DESC, event_id;

-- Likely causes of what is open, most likely first.
CREATE VIEW alert_causes AS
SELECT a.fingerprint, a.job_id, a.kind, a.severity, c.number, c.cause ->> 'id' AS cause,
  (c.cause ->> 'score')::double precision AS score, c.cause ->> 'why' AS why, c.cause ->> 'confirm' AS confirm,
  c.cause -> 'remedies' AS remedies
FROM alerts a, LATERAL jsonb_array_elements(a.causes) WITH ORDINALITY AS c (cause, number);

-- Numbers behind what is open, most telling first. observed is null where it was not finite; observed_kind says what it was.
CREATE VIEW alert_evidence AS
SELECT a.fingerprint, a.job_id, a.kind, e.number, e.item ->> 'series' AS series, (e.item ->> 'step')::bigint AS step,
  (e.item ->> 'observed')::double precision AS observed, e.item ->> 'observed_kind' AS observed_kind,
  (e.item ->> 'expected')::double precision AS expected, (e.item ->> 'bar')::double precision AS bar,
  e.item ->> 'text' AS text
FROM alerts a, LATERAL jsonb_array_elements(a.evidence) WITH ORDINALITY AS e (item, number);
