-- Counting a minute anew, and removing months, goes by the time an attempt began. Its id is only nearly in that order.
CREATE INDEX request_summary_started ON request_summary (started_at);
