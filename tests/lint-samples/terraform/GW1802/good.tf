resource "aws_lb_target_group" "inference" {
  name                 = "inference"
  port                 = 8000
  protocol             = "HTTP"
  target_type          = "ip"
  vpc_id               = var.vpc_id
  deregistration_delay = "900"
}

resource "aws_lb_target_group" "by_default" {
  name     = "inference-2"
  port     = 8000
  protocol = "HTTP"
  vpc_id   = var.vpc_id
}

resource "aws_elb" "models" {
  name                        = "models"
  idle_timeout                = 300
  connection_draining         = true
  connection_draining_timeout = 600
}
