resource "aws_api_gateway_rest_api" "assistant" {
  name        = "assistant"
  description = "Chat front door"

  endpoint_configuration {
    types = ["EDGE"] # expect: GW1808
  }
}

resource "aws_api_gateway_rest_api" "agents" { # expect: GW1808
  name = "agents"
}

resource "aws_api_gateway_integration" "assistant" {
  for_each                = toset(["v1", "v2"])
  rest_api_id             = aws_api_gateway_rest_api.assistant.id
  resource_id             = aws_api_gateway_resource.chat[each.key].id
  http_method             = "POST"
  integration_http_method = "POST"
  type                    = "HTTP_PROXY"
  uri                     = "https://chat.internal/v1/responses"
  response_transfer_mode  = "STREAM"
  timeout_milliseconds    = 900000
}

resource "aws_api_gateway_integration" "agents" {
  rest_api_id            = aws_api_gateway_rest_api.agents.id
  resource_id            = aws_api_gateway_resource.run.id
  http_method            = "POST"
  type                   = "HTTP_PROXY"
  uri                    = "https://agents.internal/run"
  response_transfer_mode = "STREAM"
  timeout_milliseconds   = 900000
}
