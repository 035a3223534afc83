output "roles" {
  description = "The roles, for the annotations of the service accounts (overlays/eks/identity)."
  value       = { for name, role in aws_iam_role.this : name => role.arn }
}

output "queues" {
  description = "The queues' URLs; Oddiya finds them by their names."
  value       = { for name, queue in aws_sqs_queue.this : name => queue.url }
}

output "bucket" {
  description = "ODDIYA_S3_BUCKET."
  value       = aws_s3_bucket.media.bucket
}

output "push_applications" {
  description = "ODDIYA_SNS_IOS_APPLICATION_ARN and ODDIYA_SNS_ANDROID_APPLICATION_ARN, where there are any."
  value = {
    ios     = one(aws_sns_platform_application.ios[*].arn)
    android = one(aws_sns_platform_application.android[*].arn)
  }
}
