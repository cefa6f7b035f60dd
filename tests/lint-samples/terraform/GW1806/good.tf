resource "aws_apigatewayv2_api" "events" {
  name                       = "events"
  protocol_type              = "WEBSOCKET"
  route_selection_expression = "$request.body.action"
}

resource "aws_apigatewayv2_integration" "events" {
  api_id           = aws_apigatewayv2_api.events.id
  integration_type = "AWS_PROXY"
  integration_uri  = aws_lambda_function.events.invoke_arn
}
