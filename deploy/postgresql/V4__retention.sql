-- How long rows are kept after their time. Change a row here to keep more or less; call forget_old() once a day, by cron or pg_cron.
CREATE TABLE retention (
  table_name text PRIMARY KEY,
  kept       interval NOT NULL CHECK (kept > interval '0')
);
INSERT INTO retention VALUES
  ('alert_events', '400 days'), -- as long as the topic
  ('job_progress', '90 days'),
  ('layer_samples', '30 days'),
  ('jobs', '400 days');

-- Deletes what is older, and says how many rows of each table went. What is open now is never deleted.
CREATE FUNCTION forget_old(at timestamptz DEFAULT now()) RETURNS TABLE (from_table text, deleted bigint) LANGUAGE plpgsql AS $$
BEGIN
  FOR from_table IN SELECT r.table_name FROM retention r ORDER BY 1 LOOP
    EXECUTE format(
      'DELETE FROM %I t WHERE t."time" < $1 - (SELECT kept FROM retention WHERE table_name = %L)%s', from_table, from_table,
      CASE from_table
        WHEN 'alert_events' THEN ' AND NOT EXISTS (SELECT 1 FROM alerts a WHERE a.fingerprint = t.fingerprint AND a.detected_at = t.detected_at)'
        WHEN 'jobs' THEN ' AND NOT EXISTS (SELECT 1 FROM job_health h WHERE h.job_id = t.job_id)'
        ELSE '' END)
    USING at;
    GET DIAGNOSTICS deleted = ROW_COUNT;
    RETURN NEXT;
  END LOOP;
END $$;
