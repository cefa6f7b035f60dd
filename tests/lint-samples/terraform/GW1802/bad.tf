locals {
  drain_seconds = 15 * 2
}

resource "aws_lb_target_group" "inference" {
  name                 = "inference"
  port                 = 8000
  protocol             = "HTTP"
  protocol_version     = "HTTP1"
  target_type          = "ip"
  vpc_id               = var.vpc_id
  deregistration_delay = local.drain_seconds # expect: GW1802

  health_check {
    path    = "/health"
    matcher = "200"
  }

  stickiness {
    type    = "lb_cookie"
    enabled = false
  }
}

resource "aws_elb" "models" { # expect: GW1802
  name         = "models"
  idle_timeout = 300

  listener {
    instance_port     = 8000
    instance_protocol = "http"
    lb_port           = 80
    lb_protocol       = "http"
  }
}
