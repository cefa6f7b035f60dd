resource "aws_api_gateway_integration" "chat" { # expect: GW1807
  rest_api_id             = var.rest_api_id
  resource_id             = aws_api_gateway_resource.chat.id
  http_method             = "POST"
  integration_http_method = "POST"
  type                    = "HTTP_PROXY"
  uri                     = "https://sluice.internal/v1/chat/completions"
  response_transfer_mode  = "STREAM"
}

resource "aws_api_gateway_integration" "agent" {
  rest_api_id             = var.rest_api_id
  resource_id             = aws_api_gateway_resource.agent.id
  http_method             = "POST"
  integration_http_method = "POST"
  type                    = "HTTP_PROXY"
  uri                     = "https://agent.internal/stream"
  response_transfer_mode  = "STREAM"
  timeout_milliseconds    = 120000 # expect: GW1807
}
