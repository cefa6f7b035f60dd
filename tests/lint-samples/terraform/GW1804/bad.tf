resource "aws_lb_target_group" "chat" {
  name        = "chat-fn"
  target_type = "lambda" # expect: GW1804
}

resource "aws_lb_target_group_attachment" "chat" {
  target_group_arn = aws_lb_target_group.chat.arn
  target_id        = aws_lambda_function.chat.arn
}
