vcl 4.1;

import directors;

probe health {
    .url = "/health";
    .interval = 5s;
    .timeout = 1s;
}

backend vllm_1 {
    .host = "10.0.0.11";
    .port = "8000";
    .probe = health;
    .first_byte_timeout = 30s; # expect: GW1405
    .between_bytes_timeout = 300s;
}

backend vllm_2 { # expect: GW1405
    .host = "10.0.0.12";
    .port = "8000";
    .probe = {
        .url = "/health";
        .timeout = 1s;
    }
    .between_bytes_timeout = 300s;
}

sub vcl_init {
    new pool = directors.round_robin();
    pool.add_backend(vllm_1);
    pool.add_backend(vllm_2);
}
