resource "aws_api_gateway_rest_api" "assistant" {
  name = "assistant"

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

resource "aws_api_gateway_integration" "assistant" {
  rest_api_id            = aws_api_gateway_rest_api.assistant.id
  resource_id            = aws_api_gateway_resource.chat.id
  http_method            = "POST"
  type                   = "HTTP_PROXY"
  uri                    = "https://chat.internal/v1/responses"
  response_transfer_mode = "STREAM"
  timeout_milliseconds   = 900000
}

# Nothing streams here, so that nothing is cut.
resource "aws_api_gateway_rest_api" "orders" {
  name = "orders"
}
