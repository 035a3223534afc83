#!/bin/sh
# Makes the bucket, which browsers may send files to.
awslocal s3api create-bucket --bucket oddiya-media --create-bucket-configuration LocationConstraint=ap-northeast-2
awslocal s3api put-bucket-cors --bucket oddiya-media --cors-configuration '{"CORSRules": [{
  "AllowedMethods": ["GET", "HEAD", "PUT"], "AllowedOrigins": ["*"], "AllowedHeaders": ["*"]}]}'
