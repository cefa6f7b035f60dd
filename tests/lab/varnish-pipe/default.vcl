vcl 4.1;

backend default {
    .host = "127.0.0.1";
    .port = "@upstream_port@";
    .first_byte_timeout = 1h;
    .between_bytes_timeout = 1h;
}

sub vcl_recv {
    return (pipe);
}
