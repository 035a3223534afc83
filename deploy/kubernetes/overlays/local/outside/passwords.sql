ALTER ROLE oddiya_migrator PASSWORD 'local';
ALTER ROLE oddiya_users PASSWORD 'local';
ALTER ROLE oddiya_auth PASSWORD 'local';
ALTER ROLE oddiya_plans PASSWORD 'local';
ALTER ROLE oddiya_videos PASSWORD 'local';
ALTER ROLE oddiya_notifications PASSWORD 'local';
