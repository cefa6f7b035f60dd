resource "aws_api_gateway_integration" "chat" {
  rest_api_id             = var.rest_api_id
  resource_id             = aws_api_gateway_resource.chat.id
  http_method             = "POST"
  integration_http_method = "POST"
  type                    = "HTTP_PROXY"
  uri                     = "https://sluice.internal/v1/chat/completions"
  response_transfer_mode  = "STREAM"
  timeout_milliseconds    = 15 * 60 * 1000
}
