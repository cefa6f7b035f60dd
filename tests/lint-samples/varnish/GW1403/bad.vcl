vcl 4.1;

backend llm {
    .host = "10.0.0.11";
    .port = "8000";
    .first_byte_timeout = 300s;
    .between_bytes_timeout = 300s;
}

sub vcl_backend_response {
    /* All pages may hold tags. */
    set beresp.do_esi = true; # expect: GW1403
    if (bereq.url ~ "\.(png|jpg)$") {
        set beresp.do_esi = false;
    }
}
