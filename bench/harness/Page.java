package harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;

/** What a server answers over HTTP, and how fast. */
record Page(HttpClient client, int port) {
    static Page of(Contestant.Running server) {
        return new Page(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), server.port());
    }

    boolean isThere() throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/entries")).build();
        return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    }

    HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        var response = client.send(request, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) throw new IOException(path + ": " + response.statusCode());
        return response;
    }

    /** Where the book ends: {@code epoch:revision}. */
    String cursor() throws IOException, InterruptedException {
        return get("/api/v1/entries?limit=1").headers().firstValue("Guestbook-Cursor").orElseThrow();
    }

    /** Signs the book, so that no answer from before is good for it. */
    void sign() throws IOException, InterruptedException {
        var entry = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/entries"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"name\":\"Ada\",\"text\":\"Hello\"}"))
                .build();
        var response = client.send(entry, BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) throw new IOException("signing: " + response.statusCode());
    }

    /** One search to the book's beginning in milliseconds, which takes an answer for each thousand entries. */
    double searchMillis(String terms) throws IOException, InterruptedException {
        var begin = System.nanoTime();
        var link = Optional.of("<entries?" + terms + ">");
        while (link.isPresent())
            link = get("/api/v1/" + link.get().replaceFirst("<(.*)>.*", "$1")).headers().firstValue("Link");
        return (System.nanoTime() - begin) / 1e6;
    }
}
