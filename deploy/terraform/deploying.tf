# Who may roll out: the workflow in .github/workflows/rollout.yml, as long as it runs for an environment that somebody
# has approved. It finds the cluster, and edits one namespace of it.

resource "aws_iam_openid_connect_provider" "workflows" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]
}

data "aws_iam_policy_document" "deploying_trust" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.workflows.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:sub"
      values   = [for name in var.deploying_environments : "repo:${var.repository}:environment:${name}"]
    }

    condition {
      test     = "StringEquals"
      variable = "token.actions.githubusercontent.com:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "deploying" {
  name               = "oddiya-deploying"
  assume_role_policy = data.aws_iam_policy_document.deploying_trust.json
}

resource "aws_iam_role_policy" "deploying" {
  name = "finds-the-cluster"
  role = aws_iam_role.deploying.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["eks:DescribeCluster"]
      Resource = ["arn:aws:eks:${var.region}:${local.account}:cluster/${var.cluster}"]
    }]
  })
}

# What the group may do is said in the cluster: overlays/eks/deploying.yaml.
resource "aws_eks_access_entry" "deploying" {
  cluster_name      = var.cluster
  principal_arn     = aws_iam_role.deploying.arn
  kubernetes_groups = ["oddiya-deploying"]
}
