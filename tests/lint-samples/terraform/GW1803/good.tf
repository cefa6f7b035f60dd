resource "aws_lb" "llm" {
  name               = "llm"
  load_balancer_type = "network"
}

resource "aws_lb_listener" "tls" {
  load_balancer_arn = aws_lb.llm.arn
  port              = 443
  protocol          = "TLS"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.llm.arn
  }
}

resource "aws_lb_target_group" "llm" {
  port     = 8443
  protocol = "TCP"
  vpc_id   = var.vpc_id
}
