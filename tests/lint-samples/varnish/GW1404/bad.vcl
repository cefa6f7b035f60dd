vcl 4.1;

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub vcl_recv {
    unset req.http.Cookie;
    if (req.url ~ "^/admin") {
        return (pass);
    }
}

sub vcl_backend_response {
    unset beresp.http.Set-Cookie;
    set beresp.ttl = 5m; # expect: GW1404
    set beresp.grace = 1h;
}
