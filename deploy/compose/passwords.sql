-- Gives each role of deploy/database/roles.sql the password that .env has for it. PostgreSQL's image runs this once,
-- after the roles; to change a password later, change it here and there: \password oddiya_users
\getenv migrator DATABASE_PASSWORD_MIGRATOR
\getenv auth DATABASE_PASSWORD_AUTH
\getenv users DATABASE_PASSWORD_USERS
\getenv plans DATABASE_PASSWORD_PLANS
\getenv videos DATABASE_PASSWORD_VIDEOS
\getenv notifications DATABASE_PASSWORD_NOTIFICATIONS

ALTER ROLE oddiya_migrator PASSWORD :'migrator';
ALTER ROLE oddiya_auth PASSWORD :'auth';
ALTER ROLE oddiya_users PASSWORD :'users';
ALTER ROLE oddiya_plans PASSWORD :'plans';
ALTER ROLE oddiya_videos PASSWORD :'videos';
ALTER ROLE oddiya_notifications PASSWORD :'notifications';
