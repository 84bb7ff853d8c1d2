package mind.gateway;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A plain TCP client that speaks the handshake and frames by hand, so that it can misbehave. */
final class RawSocket implements AutoCloseable {
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final Socket socket = new Socket();
    private final List<String> headers = new ArrayList<>();

    /** A frame as it came. */
    record Frame(int opcode, byte[] payload) {
        int closeCode() {
            return payload.length < 2 ? 1005 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }
    }

    /** @param receiveBuffer bytes; 0 leaves the system's choice */
    RawSocket(int port, int receiveBuffer) {
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            socket.connect(new InetSocketAddress("127.0.0.1", port), 10_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static RawSocket mind(int port, int receiveBuffer) {
        var socket = new RawSocket(port, receiveBuffer);
        socket.request("/ws", "Sec-WebSocket-Protocol: mind.v1");
        if (socket.status() != 101) {
            throw new IllegalStateException("no upgrade: " + socket.headers);
        }
        return socket;
    }

    /** Sends an upgrade request and reads the answer's head. */
    void request(String path, String... more) {
        var text = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + socket.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
                + "\r\nSec-WebSocket-Version: 13\r\n");
        for (String header : more) {
            text.append(header).append("\r\n");
        }
        send(text.append("\r\n").toString());
    }

    /** Sends a request as it stands and reads the answer's head. */
    void send(String request) {
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            var line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\n') {
                    if (line.length() == 0) {
                        return;
                    }
                    headers.add(line.toString());
                    line.setLength(0);
                } else if (c != '\r') {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int status() {
        return headers.isEmpty() ? 0 : Integer.parseInt(headers.get(0).split(" ")[1]);
    }

    List<String> headers() {
        return headers;
    }

    void text(String text) {
        frame(true, 1, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as they stand. @return false once the other side has closed */
    boolean bytes(byte... bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Takes what has come, however little, and forgets it. */
    void skim() {
        skim(1 << 20);
    }

    /** The same, at most so many bytes. */
    void skim(int most) {
        try {
            InputStream in = socket.getInputStream();
            in.readNBytes(Math.min(most, in.available()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends one masked frame. */
    void frame(boolean fin, int opcode, byte[] payload) {
        try {
            var bytes = new java.io.ByteArrayOutputStream();
            bytes.write((fin ? 0x80 : 0) | opcode);
            if (payload.length < 126) {
                bytes.write(0x80 | payload.length);
            } else if (payload.length < 65_536) {
                bytes.write(0x80 | 126);
                bytes.write(payload.length >> 8);
                bytes.write(payload.length);
            } else {
                bytes.write(0x80 | 127);
                for (int shift = 56; shift >= 0; shift -= 8) {
                    bytes.write((int) ((long) payload.length >> shift));
                }
            }
            bytes.write(new byte[] {0, 0, 0, 0}); // a mask of zeros leaves the payload as it is
            bytes.write(payload);
            socket.getOutputStream().write(bytes.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame; opcode -1 at the end of the stream or after a reset. */
    Frame read() {
        try {
            var in = new DataInputStream(socket.getInputStream());
            int first = in.readUnsignedByte();
            long length = in.readUnsignedByte() & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] payload = new byte[(int) length];
            in.readFully(payload);
            return new Frame(first & 0xf, payload);
        } catch (EOFException | SocketException e) {
            return new Frame(-1, new byte[0]);
        } catch (SocketTimeoutException e) {
            throw new IllegalStateException("nothing came for a minute", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until a close frame or the end; answers its code, 1006 where there was none. */
    int readToClose() {
        long giveUp = System.nanoTime() + PATIENCE_NANOS;
        for (Frame frame = read(); frame.opcode() >= 0; frame = read()) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException("it is still open and sends after half a minute");
            }
            if (frame.opcode() == 8) {
                return frame.closeCode();
            }
        }
        return 1006;
    }

    /** Ends with a TCP reset. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
