-- The roles of Oddiya's processes: each reaches its own schema and no other. Run once, as a superuser, in Oddiya's
-- database, before the first migration; running it again changes nothing. Roles are made without a password: give each
-- one of its own (\password in psql), which then stands in the ODDIYA_DATABASE_URL of its processes.
--
--   oddiya_migrator       `oddiya migrate`; owns every schema and table
--   oddiya_users          users                       user_service
--   oddiya_auth           auth                        auth_service
--   oddiya_plans          plans                       plan_service
--   oddiya_videos         videos, worker, cleanup     video_service
--   oddiya_notifications  notifications               notification_service
--   oddiya_queue          nobody; the others are members, for queues that are in PostgreSQL (job_queue)

DO $$
DECLARE
    -- Whoever may use a schema, and the schema; first the group that the others belong to.
    rights CONSTANT text[][] := ARRAY[
        ['oddiya_queue', 'job_queue'],
        ['oddiya_users', 'user_service'],
        ['oddiya_auth', 'auth_service'],
        ['oddiya_plans', 'plan_service'],
        ['oddiya_videos', 'video_service'],
        ['oddiya_notifications', 'notification_service']
    ];
    who text;
    what text;
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE ALL ON SCHEMA public FROM PUBLIC;

    IF to_regrole('oddiya_migrator') IS NULL THEN
        CREATE ROLE oddiya_migrator LOGIN;
    END IF;
    EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO oddiya_migrator', current_database());

    FOR number IN 1 .. array_length(rights, 1) LOOP
        who := rights[number][1];
        what := rights[number][2];
        IF to_regrole(who) IS NULL THEN
            EXECUTE format('CREATE ROLE %I LOGIN', who);
        END IF;
        EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I', what);
        EXECUTE format('ALTER SCHEMA %I OWNER TO oddiya_migrator', what);
        EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), who);
        EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', what, who);
        -- What is there already, and what migrations will make.
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', what, who);
        EXECUTE format(
            'ALTER DEFAULT PRIVILEGES FOR ROLE oddiya_migrator IN SCHEMA %I'
            ' GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', what, who);
        -- Nothing that a service asks for takes longer, and nobody holds a transaction open.
        EXECUTE format('ALTER ROLE %I SET statement_timeout = ''60s''', who);
        EXECUTE format('ALTER ROLE %I SET idle_in_transaction_session_timeout = ''60s''', who);
        IF who <> 'oddiya_queue' THEN
            EXECUTE format('GRANT oddiya_queue TO %I', who);
        END IF;
    END LOOP;
    ALTER ROLE oddiya_queue NOLOGIN;
END
$$;
