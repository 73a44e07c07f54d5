-- Where a system's calls may go besides public addresses, and whose certificates they trust.
ALTER TABLE external_system ADD COLUMN outbound_allow_hosts TEXT NOT NULL DEFAULT '[]' CHECK (json_type(outbound_allow_hosts) = 'array');
ALTER TABLE external_system ADD COLUMN outbound_allow_networks TEXT NOT NULL DEFAULT '[]' CHECK (json_type(outbound_allow_networks) = 'array');
ALTER TABLE external_system ADD COLUMN outbound_max_redirects INTEGER NOT NULL DEFAULT 0 CHECK (outbound_max_redirects BETWEEN 0 AND 10);
ALTER TABLE external_system ADD COLUMN outbound_ca_certificates TEXT;
