-- Where a system's calls may go besides public addresses, and whose certificates they trust.
ALTER TABLE external_system
    ADD COLUMN outbound_allow_hosts     json_array NOT NULL DEFAULT '[]',
    ADD COLUMN outbound_allow_networks  json_array NOT NULL DEFAULT '[]',
    ADD COLUMN outbound_max_redirects   integer    NOT NULL DEFAULT 0 CHECK (outbound_max_redirects BETWEEN 0 AND 10),
    ADD COLUMN outbound_ca_certificates text;
