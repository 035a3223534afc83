# What SNS knows us as at Apple and Google. Devices become endpoints of these applications one by one; there is nothing
# that all of them are told at once, and so no topic.

resource "aws_sns_platform_application" "ios" {
  count = nonsensitive(var.apple_push != null) ? 1 : 0

  name                     = "oddiya-ios"
  platform                 = "APNS"
  platform_credential      = var.apple_push.signing_key
  platform_principal       = var.apple_push.key_id
  apple_platform_team_id   = var.apple_push.team_id
  apple_platform_bundle_id = var.apple_push.bundle_id
}

resource "aws_sns_platform_application" "android" {
  count = nonsensitive(var.google_push != null) ? 1 : 0

  name                = "oddiya-android"
  platform            = "GCM"
  platform_credential = var.google_push
}
