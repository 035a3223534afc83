# One queue for each who is told of something (composition/subscribers.py), and one for what none of them could handle.

locals {
  queues = toset(["auth", "plans", "videos", "orders", "notifications"])
}

resource "aws_sqs_queue" "dead" {
  for_each = local.queues

  name                      = "${var.queue_prefix}${each.key}-dead"
  message_retention_seconds = 1209600 # 14 days, the longest there is: time for somebody to look
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue" "this" {
  for_each = local.queues

  name                      = "${var.queue_prefix}${each.key}"
  message_retention_seconds = 1209600
  sqs_managed_sse_enabled   = true

  # Whoever receives a message says for how long it is theirs, and renews that while they work on it. This is what holds
  # for those who do not say.
  visibility_timeout_seconds = 30
  # Whoever waits says for how long, too.
  receive_wait_time_seconds = 2

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead[each.key].arn
    maxReceiveCount     = var.max_receives
  })
}

resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  for_each = local.queues

  queue_url = aws_sqs_queue.dead[each.key].id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.this[each.key].arn]
  })
}
