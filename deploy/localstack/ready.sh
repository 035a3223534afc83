#!/bin/bash
# Makes what Oddiya finds in AWS: queues with their dead letters, the bucket, the push applications.
# LocalStack runs this once it is ready; making what is there already changes nothing.
set -euo pipefail

KEPT=1209600 # seconds: the 14 days that SQS keeps a message at most
RECEIVED=5   # times, before a message is a dead letter

for queue in auth plans videos orders notifications; do
    dead=$(awslocal sqs create-queue --queue-name "oddiya-$queue-dead" \
        --attributes "MessageRetentionPeriod=$KEPT" --query QueueUrl --output text)
    arn=$(awslocal sqs get-queue-attributes --queue-url "$dead" \
        --attribute-names QueueArn --query Attributes.QueueArn --output text)
    awslocal sqs create-queue --queue-name "oddiya-$queue" --attributes "{
        \"MessageRetentionPeriod\": \"$KEPT\",
        \"RedrivePolicy\": \"{\\\"deadLetterTargetArn\\\": \\\"$arn\\\", \\\"maxReceiveCount\\\": $RECEIVED}\"
    }"
done

awslocal s3api head-bucket --bucket oddiya-media 2>/dev/null || awslocal s3 mb s3://oddiya-media
awslocal s3api put-bucket-cors --bucket oddiya-media --cors-configuration \
    '{"CORSRules": [{"AllowedOrigins": ["*"], "AllowedMethods": ["GET", "PUT"], "AllowedHeaders": ["*"], "ExposeHeaders": ["ETag"]}]}'

for platform in GCM/oddiya-android GCM/oddiya-web APNS/oddiya-ios; do
    awslocal sns create-platform-application --platform "${platform%/*}" --name "${platform#*/}" \
        --attributes PlatformCredential=none,PlatformPrincipal=none
done

touch "${DONE:-/tmp/oddiya-is-ready}"
