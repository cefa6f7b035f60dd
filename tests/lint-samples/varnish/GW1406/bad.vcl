vcl 4.1;

backend chat_api {
    .host = "10.0.0.13";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 15s; # expect: GW1406
}
