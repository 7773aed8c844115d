/*
 * The load generator: one thread, thousands of readers, every entry counted at every reader.
 *
 *   load mode=deliver port=8080 path=/ws/live-updates readers=1000 outstanding=50 seconds=5 ...
 *                     warm=75 warming=50 for so many seconds before that, with so many outstanding,
 *                     and where that is more, for as long again with those of outstanding=
 *   load mode=hold    ...   connects, says {"connected":n} when all have heard messages=n, and stays until its standard input ends
 *   load mode=sign    ...   signs over WebSocket (guestbook.v1), one message outstanding for each connection
 *                     dialect=http: readers take the body of an answer that does not end
 *   load mode=return  ...   readers come back at once, each some changes behind the head
 *   load mode=fsync   file= how long the disk takes to force 4 KiB
 *
 * An entry's text begins with ~ and eight digits. The ~ stands nowhere else, so a reader counts entries, not frames, whatever
 * is around them. An entry is outstanding until its last reader has it. The result is one JSON object on standard output.
 * WebSocket frames are read as RFC 6455 section 5.2 draws them, in parts of any size; Sec-WebSocket-Accept is not checked.
 * A reader connects as Chrome does: its headers, permessage-deflate offered (RFC 7692) and read where the server takes it, pings
 * answered. What was negotiated stands in the result.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

enum { ENTRY_LIMIT = 4 * 1000 * 1000, LATENCY_LIMIT = 1000 * 1000, CONTROL_LIMIT = 125, EVENTS = 512 };
enum { ROOM_BYTES = 256 * 1024, INFLATED_BYTES = 64 * 1024, TEXT_BYTES = 80 };
enum { RSV1 = 0x40, RAW_DEFLATE = -15 };

enum kind { READER, SIGNER };
enum state { CONNECTING, SHAKING, OPEN, GONE };
enum opcode { CLOSE = 8, PING = 9, PONG = 10 };

struct peer {
    int fd;
    enum kind kind;
    enum state state;
    int ended;                      /* how much of CR LF CR LF has come */
    unsigned char header[14];
    int header_length;
    uint64_t left;                  /* bytes of the payload that have not come */
    int opcode;
    bool compressed;                /* the message that is being read */
    z_stream *inflater;             /* where the server compresses */
    bool forgets;                   /* the server begins each message anew */
    unsigned char first[CONTROL_LIMIT]; /* the payload's beginning */
    int first_length;
    int digits;                     /* of an entry's number that have come; -1 outside one */
    uint32_t number;
    uint64_t entries, sum, wanted;  /* entries seen, the sum of their numbers, and how many are due */
    /* a signer's */
    uint32_t signing;               /* the entry on its way; 0 when there is none */
    bool answered;
    bool closes;                    /* the server closes the connection after this answer */
    long body_left;                 /* of an HTTP answer; -1 while its head comes, -2 in chunks */
    char head[2048];
    int head_length;
};

static const char *mode, *path = "/", *post = "/api/v1/entries", *protocol = "", *dialect = "websocket", *since = "";
static const char *pids = "", *file = "";
static int port, readers, outstanding, warming, window = 100, behind, messages;
static double warm = 3, seconds = 5, patience = 20;

static struct peer *peers, **signers;
static int peer_count, signer_count, opened, refused, broken, pending;
static int next_peer;
static int poll_fd;
static unsigned char room[ROOM_BYTES];
static uint32_t *deliveries_of;     /* by entry */
static double *sent_at, *latencies;
static int latency_count;
static uint32_t signed_entries, finished;
static uint64_t deliveries, frames, bytes_read;
static int active;                  /* signers who sign again */
static bool stopping, measuring;
static char negotiated[128];        /* the extensions that the last reader was answered */

static void fail(const char *words, ...) {
    va_list rest;
    va_start(rest, words);
    vfprintf(stderr, words, rest);
    fprintf(stderr, "\n");
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double own_cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Seconds of CPU that the server's processes have used: fields 14 and 15 of /proc/PID/stat. */
static double server_cpu(void) {
    double ticks = 0;
    char copy[512], name[64], text[2048];
    snprintf(copy, sizeof copy, "%s", pids);
    for (char *pid = strtok(copy, ","); pid; pid = strtok(NULL, ",")) {
        snprintf(name, sizeof name, "/proc/%s/stat", pid);
        FILE *stat = fopen(name, "r");
        if (!stat) fail("the server's process %s is gone", pid);
        size_t length = fread(text, 1, sizeof text - 1, stat);
        fclose(stat);
        text[length] = 0;
        unsigned long user, system;
        if (sscanf(strrchr(text, ')') + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &user, &system) == 2)
            ticks += user + system;
    }
    return ticks / sysconf(_SC_CLK_TCK);
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double percentile(double *values, int count, double part) {
    if (!count) return 0;
    qsort(values, count, sizeof *values, by_size);
    return values[(int)((count - 1) * part)];
}

static void write_all(struct peer *peer, const void *bytes, size_t length) {
    ssize_t written = send(peer->fd, bytes, length, MSG_NOSIGNAL);
    if (written != (ssize_t)length && !stopping) fail("a request did not fit into its socket: %s", strerror(errno));
}

static void write_frame(struct peer *peer, int opcode, const void *payload, size_t length) {
    unsigned char frame[8 + 2048] = {0x80 | opcode};
    size_t head = 2;
    if (length > 2000) fail("too long a message: %zu", length);
    if (length < 126) frame[1] = 0x80 | length;
    else {
        frame[1] = 0x80 | 126;
        frame[2] = length >> 8;
        frame[3] = length;
        head = 4;
    }
    memcpy(frame + head + 4, payload, length); /* the masking key is zero */
    write_all(peer, frame, head + 4 + length);
}

static void sign(struct peer *peer);
static void connect_peer(struct peer *peer, enum kind kind);
static bool signing;

static void finish(uint32_t entry) {
    if (measuring && latency_count < LATENCY_LIMIT) latencies[latency_count++] = now() - sent_at[entry];
    finished++;
}

/* A signer whose entry has been answered and is with every reader signs the next. */
static void look(struct peer *signer) {
    if (!signer->signing || !signer->answered || deliveries_of[signer->signing] < (uint32_t)readers) return;
    finish(signer->signing);
    signer->signing = 0;
    if (stopping || signer - peers - readers >= active) return;
    if (!signer->closes) sign(signer);
    else { /* on a new connection; servers allow so many requests on one */
        close(signer->fd);
        signer->closes = false;
        signer->state = CONNECTING;
        connect_peer(signer, SIGNER);
    }
}

static void count(struct peer *peer) {
    if (peer->number >= ENTRY_LIMIT) fail("an entry of another run: %u", peer->number);
    peer->entries++;
    peer->sum += peer->number;
    deliveries++;
    if (++deliveries_of[peer->number] == (uint32_t)readers)
        for (int i = 0; i < signer_count; i++)
            if (signers[i]->signing == peer->number) look(signers[i]);
}

/* Finds the entries in a part of a message, which may begin and end anywhere. */
static void scan(struct peer *peer, const unsigned char *from, size_t length) {
    const unsigned char *end = from + length;
    while (from < end) {
        if (peer->digits < 0) {
            from = memchr(from, '~', end - from);
            if (!from) return;
            from++;
            peer->digits = peer->number = 0;
        }
        while (from < end && peer->digits < 8) {
            peer->number = peer->number * 10 + (*from++ - '0');
            peer->digits++;
        }
        if (peer->digits == 8) {
            peer->digits = -1;
            count(peer);
        }
    }
}

/* A message has ended, and so has one of its frames. */
static void message(struct peer *peer) {
    frames++;
    if (peer->opcode == PING) write_frame(peer, PONG, peer->first, peer->first_length);
    else if (peer->opcode == CLOSE) {
        if (!stopping) broken++;
        peer->state = GONE;
    } else if (!strcmp(dialect, "socket.io") && peer->first_length > 0) {
        if (peer->first[0] == '0') write_frame(peer, 1, "40", 2);      /* Engine.IO open: join the main namespace */
        else if (peer->first[0] == '2') write_frame(peer, 1, "3", 1);  /* its ping */
        else if (peer->first_length > 1 && peer->first[0] == '4' && peer->first[1] == '0') opened++;
    } else if (peer->kind == SIGNER && peer->first_length > 16) {
        if (!memcmp(peer->first, "{\"type\":\"Signed\"", 16)) {
            peer->answered = true;
            look(peer);
        } else if (!memcmp(peer->first, "{\"type\":\"Reject", 15)) fail("rejected: %.125s", peer->first);
    }
}

/* Of a message's payload, as it was before it was compressed. */
static void take_payload(struct peer *peer, const unsigned char *from, size_t length) {
    if (peer->first_length < CONTROL_LIMIT) {
        size_t keep = length < (size_t)(CONTROL_LIMIT - peer->first_length) ? length : (size_t)(CONTROL_LIMIT - peer->first_length);
        memcpy(peer->first + peer->first_length, from, keep);
        peer->first_length += keep;
    }
    if (peer->kind == READER && peer->opcode < CLOSE) scan(peer, from, length);
}

static void inflate_payload(struct peer *peer, const unsigned char *from, size_t length) {
    static unsigned char inflated[INFLATED_BYTES];
    z_stream *stream = peer->inflater;
    stream->next_in = (unsigned char *)from;
    stream->avail_in = length;
    do {
        stream->next_out = inflated;
        stream->avail_out = sizeof inflated;
        int told = inflate(stream, Z_SYNC_FLUSH);
        if (told != Z_OK && told != Z_BUF_ERROR && told != Z_STREAM_END) fail("a message cannot be inflated: %d", told);
        take_payload(peer, inflated, sizeof inflated - stream->avail_out);
    } while (!stream->avail_out);
}

/* RFC 7692, 7.2.2: what the sender has left off the end. */
static void end_inflation(struct peer *peer) {
    static const unsigned char tail[] = {0, 0, 0xFF, 0xFF};
    inflate_payload(peer, tail, sizeof tail);
    if (peer->forgets) inflateReset(peer->inflater);
}

static int header_bytes(const struct peer *peer) {
    if (peer->header_length < 2) return 2;
    int length = peer->header[1] & 0x7F;
    return 2 + (length == 126 ? 2 : length == 127 ? 8 : 0);
}

static void read_frames(struct peer *peer, const unsigned char *from, size_t length) {
    const unsigned char *end = from + length;
    while (from < end && peer->state == OPEN) {
        if (peer->header_length < header_bytes(peer)) {
            peer->header[peer->header_length++] = *from++;
            if (peer->header_length < header_bytes(peer)) continue;
            int octets = header_bytes(peer) - 2;
            peer->left = octets ? 0 : peer->header[1] & 0x7F;
            for (int i = 0; i < octets; i++) peer->left = peer->left << 8 | peer->header[2 + i];
            int opcode = peer->header[0] & 0xF;
            if (opcode) { /* not a continuation */
                peer->opcode = opcode;
                peer->compressed = peer->header[0] & RSV1;
                peer->first_length = 0;
                peer->digits = -1;
            }
        }
        size_t part = (size_t)(end - from) < peer->left ? (size_t)(end - from) : peer->left;
        if (peer->compressed) inflate_payload(peer, from, part);
        else take_payload(peer, from, part);
        from += part;
        peer->left -= part;
        if (!peer->left) {
            if (peer->compressed && peer->header[0] & 0x80) end_inflation(peer);
            peer->header_length = 0;
            message(peer);
        }
    }
}

/* The answer to a POST (RFC 9112): its head, then a body of known length or in chunks. */
static void read_answer(struct peer *peer, const unsigned char *from, size_t length) {
    const unsigned char *end = from + length;
    while (from < end) {
        if (peer->body_left == -1) {
            if (peer->head_length + 1 < (int)sizeof peer->head) peer->head[peer->head_length++] = *from;
            unsigned char octet = *from++;
            peer->ended = octet == "\r\n\r\n"[peer->ended] ? peer->ended + 1 : octet == '\r';
            if (peer->ended < 4) continue;
            peer->head[peer->head_length] = 0;
            if (peer->head[9] != '2') fail("an entry was not signed: %.400s", peer->head);
            const char *is = strcasestr(peer->head, "\r\ncontent-length:");
            peer->body_left = is ? strtol(is + 17, NULL, 10) : -2;
            peer->ended = 0;
            peer->closes = strcasestr(peer->head, "\r\nconnection: close");
            if (strstr(peer->head, " 204 ")) peer->body_left = 0;
        } else if (peer->body_left == -2) { /* the last chunk is the first empty line after a 0 */
            unsigned char octet = *from++;
            peer->ended = octet == "0\r\n\r\n"[peer->ended] ? peer->ended + 1 : octet == '0';
            if (peer->ended == 5) peer->body_left = 0;
        } else {
            long part = end - from < peer->body_left ? end - from : peer->body_left;
            from += part;
            peer->body_left -= part;
        }
        if (!peer->body_left) {
            peer->body_left = -1;
            peer->head_length = peer->ended = 0;
            peer->answered = true;
            look(peer);
        }
    }
}

static bool listens_by_http(const struct peer *peer) {
    return peer->kind == READER && !strcmp(dialect, "http");
}

static void shake(struct peer *peer) {
    char request[2048], query[128] = "";
    if (*since) {
        const char *colon = strchr(since, ':');
        long head = strtol(colon + 1, NULL, 10), missed = behind ? 1 + (peer - peers) % behind : 0;
        snprintf(query, sizeof query, "?since=%.*s:%ld", (int)(colon - since), since, head - missed);
        peer->wanted = missed;
    }
    int length = listens_by_http(peer)
        ? snprintf(request, sizeof request,
        "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: keep-alive\r\nAccept: */*\r\nCache-Control: no-cache\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
        "sec-ch-ua: \"Chromium\";v=\"140\", \"Not=A?Brand\";v=\"24\"\r\nsec-ch-ua-mobile: ?0\r\nsec-ch-ua-platform: \"Linux\"\r\n"
        "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\nReferer: http://localhost:%d/\r\n"
        "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en-US;q=0.9,en;q=0.8\r\n\r\n", path, port, port)
        : snprintf(request, sizeof request,
        "GET %s%s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: Upgrade\r\nPragma: no-cache\r\nCache-Control: no-cache\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
        "Upgrade: websocket\r\nOrigin: http://localhost:%d\r\nSec-WebSocket-Version: 13\r\n"
        "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en-US;q=0.9,en;q=0.8\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n%s%s%s\r\n",
        path, query, port, port, *protocol ? "Sec-WebSocket-Protocol: " : "", protocol, *protocol ? "\r\n" : "");
    peer->state = SHAKING;
    write_all(peer, request, length);
}

static void sign(struct peer *peer) {
    char body[512], request[1024], padding[TEXT_BYTES];
    uint32_t entry = ++signed_entries;
    if (entry >= ENTRY_LIMIT) fail("too many entries for one run");
    memset(padding, 'x', sizeof padding);
    int length = snprintf(body, sizeof body, "{\"type\":\"Sign\",\"key\":\"%08x-%04x-4000-8000-%012x\",\"name\":\"Ada\",\"text\":\"~%08u %.*s\"}",
        (unsigned)getpid(), entry >> 16, entry, entry, TEXT_BYTES - 10, padding);
    peer->signing = entry;
    peer->answered = false;
    sent_at[entry] = now();
    if (!strcmp(mode, "sign")) {
        write_frame(peer, 1, body, length);
        return;
    }
    length = snprintf(body, sizeof body, "{\"name\":\"Ada\",\"text\":\"~%08u %.*s\"}", entry, TEXT_BYTES - 10, padding);
    int all = snprintf(request, sizeof request,
        "POST %s HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
        post, port, length, body);
    write_all(peer, request, all);
}

static void connect_peer(struct peer *peer, enum kind kind) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int on = 1;
    peer->kind = kind;
    peer->digits = peer->body_left = -1;
    peer->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (peer->fd < 0) fail("no more sockets: %s (see ulimit -n)", strerror(errno));
    setsockopt(peer->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(peer->fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS)
        fail("cannot connect: %s", strerror(errno));
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = peer};
    epoll_ctl(poll_fd, EPOLL_CTL_ADD, peer->fd, &event);
    pending++;
}

static void gone(struct peer *peer) {
    if (peer->state == GONE) return;
    if (peer->state != OPEN) {
        refused++;
        pending--;
    } else if (!stopping) broken++;
    peer->state = GONE;
    epoll_ctl(poll_fd, EPOLL_CTL_DEL, peer->fd, NULL);
}

static bool speaks_http(const struct peer *peer) {
    return peer->kind == SIGNER && strcmp(mode, "sign");
}

/* What of the offer the server has taken. */
static void negotiate(struct peer *peer) {
    const char *line = strcasestr(peer->head, "\r\nsec-websocket-extensions:");
    if (!line) return;
    line += strlen("\r\nsec-websocket-extensions:");
    while (*line == ' ') line++;
    snprintf(negotiated, sizeof negotiated, "%.*s", (int)strcspn(line, "\r"), line);
    peer->forgets = strstr(negotiated, "server_no_context_takeover");
    peer->inflater = calloc(1, sizeof *peer->inflater);
    if (inflateInit2(peer->inflater, RAW_DEFLATE) != Z_OK) fail("no memory to inflate");
}

static void opened_now(struct peer *peer) {
    peer->state = OPEN;
    pending--;
    if (signing && peer - peers - readers < active) sign(peer);
    else if (strcmp(dialect, "socket.io") || peer->kind == SIGNER) opened++;
}

static void connected(struct peer *peer) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = peer};
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(peer->fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) {
        gone(peer);
        return;
    }
    epoll_ctl(poll_fd, EPOLL_CTL_MOD, peer->fd, &event);
    if (speaks_http(peer)) opened_now(peer);
    else shake(peer);
}

static void arrived(struct peer *peer) {
    ssize_t length = recv(peer->fd, room, sizeof room, 0);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length <= 0) {
        gone(peer);
        return;
    }
    bytes_read += length;
    const unsigned char *from = room, *end = room + length;
    while (from < end && peer->state == SHAKING) {
        if (peer->head_length + 1 < (int)sizeof peer->head) peer->head[peer->head_length++] = *from;
        unsigned char octet = *from++;
        peer->ended = octet == "\r\n\r\n"[peer->ended] ? peer->ended + 1 : octet == '\r';
        if (peer->ended < 4) continue;
        peer->ended = 0;
        peer->head[peer->head_length] = 0;
        if (memcmp(peer->head, listens_by_http(peer) ? "HTTP/1.1 200" : "HTTP/1.1 101", 12)) gone(peer);
        else {
            negotiate(peer);
            opened_now(peer);
        }
        peer->head_length = 0;
    }
    if (peer->state != OPEN) return;
    if (speaks_http(peer)) read_answer(peer, from, end - from);
    else if (listens_by_http(peer)) scan(peer, from, end - from);
    else read_frames(peer, from, end - from);
}

/* Looks at every socket until the deadline, or until the condition holds. */
static bool run(double until, bool (*condition)(void)) {
    struct epoll_event events[EVENTS];
    while (!condition || !condition()) {
        double left = until - now();
        if (left <= 0) return false;
        while (next_peer < peer_count && pending < window) {
            struct peer *peer = &peers[next_peer];
            connect_peer(peer, next_peer++ < readers ? READER : SIGNER);
        }
        int ready = epoll_wait(poll_fd, events, EVENTS, left > 0.01 ? 10 : 1);
        for (int i = 0; i < ready; i++) {
            struct peer *peer = events[i].data.ptr;
            if (peer->state == CONNECTING && events[i].events & (EPOLLOUT | EPOLLERR | EPOLLHUP)) connected(peer);
            else if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) arrived(peer);
        }
    }
    return true;
}

static bool all_connected(void) {
    return next_peer == peer_count && opened + refused + broken >= peer_count;
}

static bool all_finished(void) {
    return finished == signed_entries;
}

/* Only those are outstanding who sign again. */
static bool settled(void) {
    return signed_entries - finished <= (uint32_t)active;
}

static bool all_caught_up(void) {
    static int done;
    while (done < readers && peers[done].state == OPEN && peers[done].entries >= peers[done].wanted) done++;
    return done == readers;
}

static void connect_all(void) {
    double begin = now();
    if (!run(begin + 60, all_connected)) fail("only %d of %d connected in a minute", opened, peer_count);
    if (refused) fail("%d of %d connections were refused", refused, peer_count);
}

static void deliver(void) {
    connect_all();
    signing = true;
    for (int i = 0; i < signer_count; i++) sign(signers[i]);
    run(now() + warm, NULL);
    if (active > outstanding) {
        active = outstanding;
        run(now() + patience, settled);
        run(now() + warm, NULL);
    }
    uint64_t deliveries_before = deliveries, frames_before = frames, bytes_before = bytes_read;
    uint32_t finished_before = finished;
    double cpu = server_cpu(), own = own_cpu(), begin = now();
    measuring = true;
    run(begin + seconds, NULL);
    measuring = false;
    double took = now() - begin, own_took = own_cpu() - own, cpu_took = server_cpu() - cpu;
    uint64_t delivered = deliveries - deliveries_before;
    uint32_t entries = finished - finished_before;
    frames = frames - frames_before;
    bytes_read = bytes_read - bytes_before;
    stopping = true;
    bool complete = run(now() + patience, all_finished);
    uint64_t sum = (uint64_t)signed_entries * (signed_entries + 1) / 2, missing = 0, wrong = 0;
    for (int i = 0; i < readers; i++) {
        if (peers[i].entries < signed_entries) missing += signed_entries - peers[i].entries;
        else if (peers[i].entries > signed_entries || peers[i].sum != sum) wrong++;
    }
    printf("{\"complete\":%s,\"missing\":%llu,\"wrong\":%llu,\"broken\":%d,\"entries\":%.1f,\"deliveries\":%.0f,\"frames\":%.0f,"
           "\"bytes\":%.0f,\"cpu\":%.4f,\"load\":%.3f,\"cores\":%.3f,\"median\":%.4f,\"p99\":%.4f,\"negotiated\":\"%s\"}\n",
        complete ? "true" : "false", (unsigned long long)missing, (unsigned long long)wrong, broken, entries / took,
        delivered / took, frames / took, bytes_read / took, delivered ? cpu_took / delivered * 1e6 : 0, own_took / took,
        cpu_took / took, percentile(latencies, latency_count, 0.5) * 1e3, percentile(latencies, latency_count, 0.99) * 1e3, negotiated);
}

static bool have_heard(void) {
    return finished >= (uint32_t)messages;
}

static void hold(void) {
    connect_all();
    if (messages) {
        signing = true;
        sign(signers[0]);
        if (!run(now() + patience, have_heard)) fail("not everybody has heard %d messages", messages);
        active = 0;
        if (!run(now() + patience, all_finished)) fail("not everybody has heard the last message");
    }
    printf("{\"connected\":%d}\n", opened);
    fflush(stdout);
    fcntl(0, F_SETFL, O_NONBLOCK);
    char word;
    while (read(0, &word, 1) != 0) run(now() + 0.1, NULL);
}

static void come_back(void) {
    double begin = now(), cpu = server_cpu();
    bool complete = run(begin + patience, all_caught_up);
    double took = now() - begin;
    uint64_t missing = 0, surplus = 0;
    for (int i = 0; i < readers; i++) {
        if (peers[i].entries < peers[i].wanted) missing += peers[i].wanted - peers[i].entries;
        else surplus += peers[i].entries - peers[i].wanted;
    }
    printf("{\"complete\":%s,\"missing\":%llu,\"surplus\":%llu,\"refused\":%d,\"broken\":%d,\"seconds\":%.3f,\"server\":%.3f}\n",
        complete ? "true" : "false", (unsigned long long)missing, (unsigned long long)surplus, refused, broken, took,
        server_cpu() - cpu);
}

static void force(void) {
    static char page[4096];
    int fd = open(file, O_CREAT | O_RDWR, 0600);
    if (fd < 0) fail("%s: %s", file, strerror(errno));
    for (double end = now() + seconds; now() < end && latency_count < LATENCY_LIMIT;) {
        double begin = now();
        if (pwrite(fd, page, sizeof page, latency_count * 4096L) < 0 || fsync(fd)) fail("%s: %s", file, strerror(errno));
        latencies[latency_count++] = now() - begin;
    }
    printf("{\"forced\":%d,\"median\":%.4f,\"p99\":%.4f}\n", latency_count, percentile(latencies, latency_count, 0.5) * 1e3,
        percentile(latencies, latency_count, 0.99) * 1e3);
    unlink(file);
}

static bool is(const char *option, const char *name, const char **value) {
    size_t length = strlen(name);
    if (strncmp(option, name, length) || option[length] != '=') return false;
    *value = option + length + 1;
    return true;
}

static void take(const char *option) {
    const char *value;
    if (is(option, "mode", &mode) || is(option, "path", &path) || is(option, "post", &post) || is(option, "file", &file)
        || is(option, "protocol", &protocol) || is(option, "dialect", &dialect) || is(option, "since", &since)
        || is(option, "pids", &pids)) return;
    if (is(option, "port", &value)) port = atoi(value);
    else if (is(option, "readers", &value)) readers = atoi(value);
    else if (is(option, "outstanding", &value)) outstanding = atoi(value);
    else if (is(option, "warming", &value)) warming = atoi(value);
    else if (is(option, "window", &value)) window = atoi(value);
    else if (is(option, "behind", &value)) behind = atoi(value);
    else if (is(option, "messages", &value)) messages = atoi(value);
    else if (is(option, "warm", &value)) warm = atof(value);
    else if (is(option, "seconds", &value)) seconds = atof(value);
    else if (is(option, "patience", &value)) patience = atof(value);
    else fail("unknown: %s", option);
}

int main(int count, char **options) {
    for (int i = 1; i < count; i++) take(options[i]);
    if (!mode) fail("mode= is missing: deliver, hold, sign, return or fsync");
    active = signer_count = outstanding > warming ? outstanding : warming;
    peer_count = readers + signer_count;
    peers = calloc(peer_count + 1, sizeof *peers);
    signers = calloc(signer_count + 1, sizeof *signers);
    for (int i = 0; i < signer_count; i++) signers[i] = &peers[readers + i];
    deliveries_of = calloc(ENTRY_LIMIT, sizeof *deliveries_of);
    sent_at = calloc(ENTRY_LIMIT, sizeof *sent_at);
    latencies = calloc(LATENCY_LIMIT, sizeof *latencies);
    poll_fd = epoll_create1(0);
    if (!strcmp(mode, "deliver") || !strcmp(mode, "sign")) deliver();
    else if (!strcmp(mode, "hold")) hold();
    else if (!strcmp(mode, "return")) come_back();
    else if (!strcmp(mode, "fsync")) force();
    else fail("mode=%s: deliver, hold, sign, return or fsync", mode);
    return 0;
}
