variable "region" {
  description = "The AWS region: ODDIYA_AWS_REGION."
  type        = string
  default     = "ap-northeast-2"
}

variable "queue_prefix" {
  description = "What the names of all queues begin with: ODDIYA_SQS_PREFIX."
  type        = string
  default     = "oddiya-"
}

variable "max_receives" {
  description = "How often a message is tried before it is among the dead letters: ODDIYA_QUEUE_MAX_RECEIVES."
  type        = number
  default     = 5
}

variable "bucket" {
  description = "The name of the bucket for media: ODDIYA_S3_BUCKET."
  type        = string
  default     = "oddiya-media"
}

variable "web_origins" {
  description = "Origins whose pages send files to the bucket and show them: ODDIYA_CORS_ORIGINS."
  type        = list(string)
  default     = ["https://app.oddiya.app"]

  validation {
    condition     = !contains(var.web_origins, "*")
    error_message = "Pages of all origins would be let in."
  }
}

variable "longest_kept_days" {
  description = "The largest of the ODDIYA_KEEP_..._DAYS, after which `oddiya cleanup` deletes media."
  type        = number
  default     = 30
}

variable "bedrock_model" {
  description = "The model, or the inference profile of a region group: ODDIYA_BEDROCK_MODEL."
  type        = string
  default     = "apac.amazon.nova-lite-v1:0"
}

variable "cluster_oidc_provider_arn" {
  description = "The IAM OIDC provider of the cluster, which vouches for its service accounts."
  type        = string
}

variable "cluster" {
  description = "The name of the cluster."
  type        = string
  default     = "oddiya"
}

variable "repository" {
  description = "The repository whose workflows roll out."
  type        = string
  default     = "oddiya/oddiya"
}

variable "deploying_environments" {
  description = "The environments of that repository, each with approval, from which this account is rolled out to."
  type        = list(string)
  default     = ["production"]
}

variable "namespace" {
  description = "The namespace that Oddiya runs in."
  type        = string
  default     = "oddiya"
}

variable "keda_service_account" {
  description = "The namespace and name of KEDA's operator, which asks how long the queue of orders is."
  type        = string
  default     = "keda:keda-operator"
}

variable "secrets_prefix" {
  description = "What the names of Oddiya's secrets in Secrets Manager begin with."
  type        = string
  default     = "oddiya/"
}

variable "apple_push" {
  description = "The token that Apple's push service knows us by; null where there are no pushes to its devices."
  type = object({
    signing_key = string
    key_id      = string
    team_id     = string
    bundle_id   = string
  })
  default   = null
  sensitive = true
}

variable "google_push" {
  description = "The service account's JSON that Firebase Cloud Messaging knows us by; null where there is none."
  type        = string
  default     = null
  sensitive   = true
}
