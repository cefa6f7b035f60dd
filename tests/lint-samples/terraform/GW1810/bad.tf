resource "aws_lambda_function" "assistant" {
  function_name = "assistant"
  role          = aws_iam_role.lambda.arn
  handler       = "index.handler"
  runtime       = "nodejs22.x"
  filename      = data.archive_file.assistant.output_path
  memory_size   = 1024
  timeout       = 60 # expect: GW1810

  environment {
    variables = {
      MODEL_ID = "anthropic.claude-sonnet-4"
    }
  }
}

resource "aws_lambda_function_url" "assistant" {
  function_name      = aws_lambda_function.assistant.function_name
  authorization_type = "AWS_IAM"
  invoke_mode        = "RESPONSE_STREAM"
}

resource "aws_lambda_function" "agent" { # expect: GW1810
  function_name = "agent"
  role          = aws_iam_role.lambda.arn
  image_uri     = "${aws_ecr_repository.agent.repository_url}:latest"
  package_type  = "Image"
}

resource "aws_api_gateway_integration" "agent" {
  rest_api_id             = var.rest_api_id
  resource_id             = var.resource_id
  http_method             = "POST"
  integration_http_method = "POST"
  type                    = "AWS_PROXY"
  uri                     = aws_lambda_function.agent.response_streaming_invoke_arn
  response_transfer_mode  = "STREAM"
  timeout_milliseconds    = 900000
}

resource "aws_lambda_function" "nightly" {
  function_name = "nightly"
  role          = aws_iam_role.lambda.arn
  timeout       = 30
}
