sub compress_text {
    if (beresp.http.Content-Type ~ "text" ||
        beresp.http.Content-Type ~ "(application|text)/(xml|json)") {
        set beresp.do_gzip = true; // expect: GW1402
    }
}
