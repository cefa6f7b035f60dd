variable "idle_timeout" {
  description = "Seconds of silence before the balancer closes a connection"
  type        = number
  default     = 30
}

resource "aws_lb" "chat" {
  name               = "chat-${var.environment}"
  internal           = false
  load_balancer_type = "application"
  security_groups    = [aws_security_group.lb.id]
  subnets            = module.vpc.public_subnets
  idle_timeout       = var.idle_timeout # expect: GW1801

  tags = merge(local.tags, { Service = "edge" })
}

resource "aws_lb" "edge" { # expect: GW1801
  name    = "edge"
  subnets = module.vpc.public_subnets

  access_logs {
    bucket  = aws_s3_bucket.logs.id
    enabled = true
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "HTTPS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.vllm.arn
  }
}

resource "aws_lb_target_group" "vllm" {
  name     = "vllm"
  port     = 8000
  protocol = "HTTP"
  vpc_id   = module.vpc.vpc_id
}

resource "aws_elb" "legacy" {
  name                = "legacy-openai-proxy"
  idle_timeout        = 45 # expect: GW1801
  connection_draining = true

  listener {
    instance_port     = 8080
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}
