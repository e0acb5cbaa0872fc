-- A role for Grafana, which reads and does nothing else. Give it a password and the right to log in where you deploy:
--   ALTER ROLE descentry_reader LOGIN PASSWORD '...';
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'descentry_reader') THEN
    CREATE ROLE descentry_reader NOLOGIN;
  END IF;
END $$;
GRANT USAGE ON SCHEMA public TO descentry_reader;
GRANT SELECT ON alert_events, alerts, job_health, jobs, job_progress, layer_samples TO descentry_reader;
GRANT SELECT ON alert_regions, alert_causes, alert_evidence, job_curves, job_evaluations, jobs_at_risk, layer_values TO descentry_reader;
