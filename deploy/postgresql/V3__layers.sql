-- Statistics of layers at few steps of each job (about 128 of each doubling), from ranks that report them.
CREATE TABLE layer_samples (
  job_id  text NOT NULL,
  attempt integer NOT NULL,
  rank    integer NOT NULL,
  step    bigint NOT NULL,
  "time"  timestamptz NOT NULL,
  layers  jsonb NOT NULL,
  PRIMARY KEY (job_id, attempt, rank, step)
);
CREATE INDEX layer_samples_by_time ON layer_samples ("time");

-- One row for each number, with the name of the layer where a description tells it. value is null where it was not finite.
CREATE VIEW layer_values AS
SELECT s.job_id, s.attempt, s.rank, s.step, s."time", c.statistic, v.number AS layer_number,
  coalesce(j.layers -> (v.number - 1)::int ->> 'name', 'layer ' || v.number) AS layer,
  (v.value #>> '{}')::double precision AS value
FROM layer_samples s
LEFT JOIN jobs j USING (job_id),
  LATERAL jsonb_each(s.layers) AS c (statistic, items),
  LATERAL jsonb_array_elements(c.items) WITH ORDINALITY AS v (value, number);
