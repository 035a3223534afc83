# A role for each service account that asks AWS for anything, with a policy in policies/ that allows what its code does
# and no more. tests/deploy compares the two.

data "aws_caller_identity" "current" {}

locals {
  account     = data.aws_caller_identity.current.account_id
  oidc_issuer = replace(var.cluster_oidc_provider_arn, "/^.*oidc-provider\\//", "")

  # Whom the cluster must vouch for, for each of the roles.
  service_accounts = merge(
    {
      for name in ["auth", "users", "plans", "agent", "videos", "worker", "notifications", "cleanup", "secrets"] :
      name => "${var.namespace}:${name}"
    },
    { keda = var.keda_service_account },
  )

  # What the policies speak of.
  things = {
    queues = "arn:aws:sqs:${var.region}:${local.account}:${var.queue_prefix}"
    bucket = aws_s3_bucket.media.arn
    push   = "arn:aws:sns:${var.region}:${local.account}"
    # An inference profile spreads what it is asked over the regions of its group.
    model_profile = "arn:aws:bedrock:${var.region}:${local.account}:inference-profile/${var.bedrock_model}"
    model         = "arn:aws:bedrock:*::foundation-model/${replace(var.bedrock_model, "/^(apac|us|eu|jp|global)\\./", "")}"
    secrets       = "arn:aws:secretsmanager:${var.region}:${local.account}:secret:${var.secrets_prefix}"
  }
}

data "aws_iam_policy_document" "trust" {
  for_each = local.service_accounts

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [var.cluster_oidc_provider_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.oidc_issuer}:sub"
      values   = ["system:serviceaccount:${each.value}"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.oidc_issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "this" {
  for_each = local.service_accounts

  name               = "oddiya-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.trust[each.key].json
}

resource "aws_iam_role_policy" "this" {
  for_each = local.service_accounts

  name   = "what-its-code-does"
  role   = aws_iam_role.this[each.key].id
  policy = templatefile("${path.module}/policies/${each.key}.json", local.things)
}
