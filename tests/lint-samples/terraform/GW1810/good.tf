resource "aws_lambda_function" "assistant" {
  function_name = "assistant"
  role          = aws_iam_role.lambda.arn
  timeout       = 900
}

resource "aws_lambda_function_url" "assistant" {
  function_name      = aws_lambda_function.assistant.function_name
  authorization_type = "AWS_IAM"
  invoke_mode        = "RESPONSE_STREAM"
}
