/*
 * The floor: a server that does nothing but write one ready frame to each socket with write(2).
 *
 *   floor PORT
 *
 * A GET is answered as if it were a WebSocket handshake (the accept key is a constant, which the load generator does not check);
 * the body of a POST becomes a text frame for everybody. Nothing is stored, a full socket is an error.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SOCKETS = 20000, EVENTS = 512, ROOM = 64 * 1024 };

static int readers[SOCKETS], reader_count;

static void deliver(const char *body, size_t length) {
    static unsigned char frame[ROOM];
    size_t head = length < 126 ? 2 : 4;
    frame[0] = 0x81;
    frame[1] = length < 126 ? length : 126;
    if (head == 4) {
        frame[2] = length >> 8;
        frame[3] = length;
    }
    memcpy(frame + head, body, length);
    for (int i = 0; i < reader_count; i++)
        if (write(readers[i], frame, head + length) != (ssize_t)(head + length)) exit(2);
}

/* Where it was a reader, the last one takes its place. */
static void leave(int fd) {
    for (int i = 0; i < reader_count; i++)
        if (readers[i] == fd) readers[i] = readers[--reader_count];
    close(fd);
}

static void answer(int fd, const char *words) {
    if (write(fd, words, strlen(words)) < 0) exit(2);
}

int main(int count, char **options) {
    static char room[ROOM];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(count > 1 ? atoi(options[1]) : 8080)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int on = 1, door = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0);
    setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(door, (struct sockaddr *)&address, sizeof address) || listen(door, 4096)) return 1;
    struct epoll_event event = {.events = EPOLLIN, .data.fd = door}, events[EVENTS];
    epoll_ctl(poll, EPOLL_CTL_ADD, door, &event);
    while (1) {
        int ready = epoll_wait(poll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd == door) {
                event.data.fd = accept(door, NULL, NULL);
                setsockopt(event.data.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
                epoll_ctl(poll, EPOLL_CTL_ADD, event.data.fd, &event);
                continue;
            }
            ssize_t length = read(fd, room, sizeof room - 1);
            if (length <= 0) {
                leave(fd);
                continue;
            }
            room[length] = 0;
            if (!strncmp(room, "GET", 3)) {
                if (reader_count == SOCKETS) exit(3);
                readers[reader_count++] = fd;
                answer(fd, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                           "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
            } else {
                const char *body = strstr(room, "\r\n\r\n");
                if (!body) exit(4); /* the generator sends a request in one piece */
                deliver(body + 4, room + length - body - 4);
                answer(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            }
        }
    }
}
