/* jws.h: tokens made from their two texts. The signature is any bytes: the core cannot check it. */
#ifndef TEST_CORE_JWS_H
#define TEST_CORE_JWS_H

#include "base/buf.h"

#define JWS_BYTES_MAX (64u << 10)

/* Appends base64url, written from RFC 4648 and not from the reader that it tests. */
static inline void jws_encode(struct buf *out, struct str bytes)
{
    static const char DIGITS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    for (usize bit = 0; bit < bytes.bytes * 8; bit += 6) {
        u32 digit = 0;
        for (usize i = bit; i < bit + 6; i++) {
            u32 one = i < bytes.bytes * 8 ? bytes.at[i / 8] >> (7 - i % 8) & 1u : 0;
            digit = digit << 1 | one;
        }
        buf_put_u8(out, (u8)DIGITS[digit]);
    }
}

/* A token with a signature of `signature_bytes` bytes; valid until the next one is made. */
static inline struct str jws_make(struct str header, struct str payload, u32 signature_bytes)
{
    static u8 memory[JWS_BYTES_MAX], signature[1100];
    struct buf out;
    for (u32 i = 0; i < sizeof signature; i++) signature[i] = (u8)(i * 37 + 11);
    buf_init(&out, memory, sizeof memory);
    jws_encode(&out, header);
    buf_put_u8(&out, '.');
    jws_encode(&out, payload);
    buf_put_u8(&out, '.');
    jws_encode(&out, (struct str){signature, signature_bytes});
    check(!out.overflow && signature_bytes <= sizeof signature);
    return buf_str(&out);
}

#endif
