variable "idle_timeout" {
  type    = number
  default = 400
}

variable "per_stage" {
  type = number
}

resource "aws_lb" "chat" {
  name               = "chat"
  load_balancer_type = "application"
  subnets            = module.vpc.public_subnets
  idle_timeout       = var.idle_timeout
}

# What only a run of Terraform knows is not judged.
resource "aws_lb" "staged" {
  name         = "staged"
  idle_timeout = var.per_stage
}

resource "aws_lb" "tcp" {
  name               = "tcp"
  load_balancer_type = "network"
}
