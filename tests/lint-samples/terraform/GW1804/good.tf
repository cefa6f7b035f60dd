resource "aws_lb_target_group" "chat" {
  name        = "chat-fn"
  target_type = "ip"
  port        = 8080
  protocol    = "HTTP"
  vpc_id      = var.vpc_id
}
