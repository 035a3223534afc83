# Photos, videos, films and frames. People reach it through signed URLs alone.

resource "aws_s3_bucket" "media" {
  bucket = var.bucket

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "media" {
  bucket = aws_s3_bucket.media.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "media" {
  bucket = aws_s3_bucket.media.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "media" {
  bucket = aws_s3_bucket.media.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "media" {
  bucket = aws_s3_bucket.media.id

  # What a process was sending when it died; `oddiya cleanup` abandons it sooner.
  rule {
    id     = "unfinished-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  # `oddiya cleanup` deletes what is due, and knows what is still wanted. This is for the day on which it has not run for
  # two months: nothing of anybody's is kept for ever.
  rule {
    id     = "long-overdue"
    status = "Enabled"

    filter {}

    expiration {
      days = var.longest_kept_days + 60
    }
  }
}

# Browsers send files straight to the bucket, with a signed PUT, and show what is in it.
resource "aws_s3_bucket_cors_configuration" "media" {
  bucket = aws_s3_bucket.media.id

  cors_rule {
    allowed_methods = ["GET", "HEAD", "PUT"]
    allowed_origins = var.web_origins
    allowed_headers = ["*"]
    expose_headers  = ["ETag", "Content-Range", "Accept-Ranges"]
    max_age_seconds = 3600
  }
}

resource "aws_s3_bucket_policy" "media" {
  bucket = aws_s3_bucket.media.id
  policy = templatefile("${path.module}/policies/bucket.json", { bucket = aws_s3_bucket.media.arn })

  depends_on = [aws_s3_bucket_public_access_block.media]
}
