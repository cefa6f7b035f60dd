vcl 4.1;

backend vllm_1 {
    .host = "10.0.0.11";
    .first_byte_timeout = 10m;
    .between_bytes_timeout = 300s;
}

backend vllm_2 {
    .host = "10.0.0.12";
    .first_byte_timeout = 5m;
    .between_bytes_timeout = 300s;
}
