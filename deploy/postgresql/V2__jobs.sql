-- What the sinks write of jobs. Columns are the fields of JobHealth.avsc and JobDescription.avsc; what has parts is jsonb.

-- How each job stands; rows go when jobs are forgotten.
CREATE TABLE job_health (
  job_id             text NOT NULL,
  attempt            integer NOT NULL,
  name               text,
  project            text,
  owner              text,
  cluster            text,
  model              text,
  status             text NOT NULL,
  last_step          bigint,
  expected_steps     bigint,
  steps_per_second   double precision,
  samples_per_second double precision,
  loss               jsonb,
  loss_level         double precision,
  loss_best          double precision,
  loss_best_step     bigint,
  grad_norm          jsonb,
  learning_rate      jsonb,
  evaluations        jsonb,
  ranks_heard        integer NOT NULL,
  world_size         integer,
  started_at         timestamptz,
  updated_at         timestamptz NOT NULL,
  open_alerts        jsonb,
  alerts_critical    integer NOT NULL,
  alerts_warning     integer NOT NULL,
  alerts_info        integer NOT NULL,
  curves             jsonb,
  PRIMARY KEY (job_id)
);
CREATE INDEX job_health_by_time ON job_health (updated_at);

-- What each job is, by its last description.
CREATE TABLE jobs (
  job_id         text NOT NULL,
  attempt        integer NOT NULL,
  state          text NOT NULL,
  "time"         timestamptz NOT NULL,
  name           text,
  project        text,
  owner          text,
  cluster        text,
  labels         jsonb,
  framework      text,
  model          text,
  task           text,
  loss_kind      text,
  num_classes    integer,
  optimizer      text,
  learning_rate  double precision,
  weight_decay   double precision,
  batch_size     integer,
  precision      text,
  warmup_steps   bigint,
  expected_steps bigint,
  world_size     integer NOT NULL,
  ranks          jsonb,
  layers         jsonb,
  image          text,
  dataset        text,
  reference_job  text,
  PRIMARY KEY (job_id)
);

-- A description that names no layers, as the one at the end may, does not take the names away.
CREATE FUNCTION keep_layers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.layers IS NULL OR NEW.layers = '[]' THEN
    NEW.layers := OLD.layers;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_layers BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION keep_layers();

-- How a job stood in the course of time: one row a stretch, and the stretches grow with the age of the attempt (5 s in the first
-- ten minutes, a minute in the first ten hours, then ten minutes), so that a month takes some 5,000 rows.
CREATE TABLE job_progress (
  job_id           text NOT NULL,
  attempt          integer NOT NULL,
  "time"           timestamptz NOT NULL,
  step             bigint,
  loss_level       double precision,
  loss_best        double precision,
  grad_norm        double precision,
  steps_per_second double precision,
  evaluation       double precision,
  PRIMARY KEY (job_id, attempt, "time")
);
CREATE INDEX job_progress_by_time ON job_progress ("time");

CREATE FUNCTION note_progress() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  age interval := NEW.updated_at - coalesce(NEW.started_at, NEW.updated_at);
  stretch interval := CASE WHEN age < interval '10 minutes' THEN interval '5 seconds'
    WHEN age < interval '10 hours' THEN interval '1 minute' ELSE interval '10 minutes' END;
BEGIN
  INSERT INTO job_progress
  VALUES (NEW.job_id, NEW.attempt, date_bin(stretch, NEW.updated_at, timestamptz '2000-01-01 00:00:00Z'), NEW.last_step,
    NEW.loss_level, NEW.loss_best, (NEW.grad_norm ->> 'value')::double precision, NEW.steps_per_second,
    (SELECT (e -> 'loss' ->> 'value')::double precision FROM jsonb_array_elements(NEW.evaluations) e
      ORDER BY e ->> 'split' = 'validation' DESC LIMIT 1))
  ON CONFLICT (job_id, attempt, "time") DO UPDATE SET step = EXCLUDED.step, loss_level = EXCLUDED.loss_level,
    loss_best = EXCLUDED.loss_best, grad_norm = EXCLUDED.grad_norm, steps_per_second = EXCLUDED.steps_per_second,
    evaluation = EXCLUDED.evaluation
  -- What is delivered again does not turn the clock back.
  WHERE job_progress.step IS NULL OR EXCLUDED.step >= job_progress.step;
  RETURN NULL;
END $$;
CREATE TRIGGER note_progress AFTER INSERT OR UPDATE ON job_health FOR EACH ROW EXECUTE FUNCTION note_progress();

-- The down-sampled curves of each job: loss, grad_norm, eval:<split>. Extremes and values that were not finite are never lost.
CREATE VIEW job_curves AS
SELECT h.job_id, c.curve ->> 'series' AS series, b.first_step, b.last_step, b.low, b.high,
  CASE WHEN b.non_finite <> 'FINITE' THEN b.non_finite END AS non_finite, b.non_finite_step
FROM job_health h, LATERAL jsonb_array_elements(h.curves) AS c (curve),
  LATERAL jsonb_to_recordset(c.curve -> 'buckets') AS b (first_step bigint, last_step bigint, low double precision,
    high double precision, non_finite text, non_finite_step bigint);

-- The last evaluation of each split.
CREATE VIEW job_evaluations AS
SELECT h.job_id, e ->> 'split' AS split, (e ->> 'step')::bigint AS step, (e ->> 'time')::timestamptz AS "time",
  (e -> 'loss' ->> 'value')::double precision AS loss, e -> 'loss' ->> 'kind' AS kind,
  (e ->> 'loss_best')::double precision AS loss_best, (e ->> 'loss_best_step')::bigint AS loss_best_step,
  e -> 'metrics' AS metrics
FROM job_health h, LATERAL jsonb_array_elements(h.evaluations) AS e;

-- Hours of devices that were spent since the oldest open alert that matters: what is lost if its cause is real.
CREATE VIEW jobs_at_risk AS
SELECT h.job_id, h.name, h.project, h.owner, h.status, h.model, a.severity, a.since, a.kinds,
  coalesce(h.world_size, greatest(h.ranks_heard, 1)) AS devices,
  coalesce(h.world_size, greatest(h.ranks_heard, 1))
    * greatest(extract(epoch FROM h.updated_at - a.since), 0) / 3600 AS device_hours
FROM job_health h
JOIN (
  SELECT job_id, CASE WHEN bool_or(severity = 'CRITICAL') THEN 'CRITICAL' ELSE 'WARNING' END AS severity,
    min(started_at) AS since, string_agg(DISTINCT kind, ', ' ORDER BY kind) AS kinds
  FROM alerts WHERE severity IN ('CRITICAL', 'WARNING') AND job_id <> '' GROUP BY job_id
) a USING (job_id)
WHERE h.status IN ('RUNNING', 'STALLED', 'WAITING');
