resource "aws_api_gateway_rest_api" "llm" {
  name = "llm"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_integration" "chat" { # expect: GW1805
  rest_api_id             = aws_api_gateway_rest_api.llm.id
  resource_id             = aws_api_gateway_resource.chat.id
  http_method             = aws_api_gateway_method.chat.http_method
  integration_http_method = "POST"
  type                    = "AWS_PROXY"
  uri                     = aws_lambda_function.chat.invoke_arn
  timeout_milliseconds    = 600000
}

resource "aws_api_gateway_integration" "openai" {
  rest_api_id             = aws_api_gateway_rest_api.llm.id
  resource_id             = aws_api_gateway_resource.openai.id
  http_method             = "POST"
  integration_http_method = "POST"
  type                    = "HTTP_PROXY"
  uri                     = "https://api.openai.com/v1/{proxy}"
  response_transfer_mode  = "BUFFERED" # expect: GW1805
  timeout_milliseconds    = 600000
}

resource "aws_api_gateway_integration" "cors" {
  rest_api_id = aws_api_gateway_rest_api.llm.id
  resource_id = aws_api_gateway_resource.chat.id
  http_method = "OPTIONS"
  type        = "MOCK"

  request_templates = {
    "application/json" = jsonencode({ statusCode = 200 })
  }
}
