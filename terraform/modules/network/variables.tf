variable "name" {
  description = "Prefix of every name."
  type        = string
}

variable "cidr" {
  description = "Addresses of the network."
  type        = string
}

variable "zones" {
  description = "Letters of the availability zones."
  type        = list(string)
}

variable "kms_key_arn" {
  description = "Key that flow logs are encrypted with."
  type        = string
}
