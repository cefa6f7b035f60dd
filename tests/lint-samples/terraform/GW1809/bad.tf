resource "aws_lambda_function_url" "assistant" { # expect: GW1809
  function_name      = aws_lambda_function.assistant.function_name
  authorization_type = "AWS_IAM"

  cors {
    allow_origins = ["https://app.example.com"]
    allow_methods = ["POST"]
  }
}

resource "aws_lambda_function_url" "agent" {
  function_name      = aws_lambda_function.agent.function_name
  authorization_type = "NONE"
  invoke_mode        = "BUFFERED" # expect: GW1809
}
