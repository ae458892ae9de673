package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"net"
	"strconv"
	"time"
)

// A request's text says what it wants: "stub:TOKENS:MICROSECONDS" between two tokens of a stream.
var wish = []byte("stub:")

// Each answer says when its request had arrived and when the answer, or this token, left: "t=… s=… ". The numbers
// are nanoseconds since 1970 and always have 19 digits, so that an answer is a template.
const stamps = "t=0000000000000000000 s=0000000000000000000 "

const chunkHead = `data: {"id":"chatcmpl-stub","object":"chat.completion.chunk","created":1700000000,"model":"stub",`

const streamHead = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n"

const jsonHead = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"

const models = `{"object":"list","data":[{"id":"stub","object":"model","created":1700000000,"owned_by":"stub"}]}`

func stub(arguments []string) error {
	flags := flag.NewFlagSet("stub", flag.ExitOnError)
	address := flags.String("address", "127.0.0.1:0", "where to listen")
	_ = flags.Parse(arguments)
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go serve(connection)
	}
}

// template is an answer with room for its two stamps.
type template struct {
	bytes          []byte
	received, sent int
}

func newTemplate(text string) *template {
	at := bytes.Index([]byte(text), []byte("t=0000"))
	return &template{[]byte(text), at + 2, at + 24}
}

func (t *template) stamped(received time.Time) []byte {
	strconv.AppendInt(t.bytes[:t.received], received.UnixNano(), 10)
	strconv.AppendInt(t.bytes[:t.sent], time.Now().UnixNano(), 10)
	return t.bytes
}

func chunk(event string) string {
	return fmt.Sprintf("%x\r\n%s\r\n", len(event), event)
}

// answerer has what one connection needs to answer without allocating anything.
type answerer struct {
	connection   net.Conn
	whole, token *template
	body         []byte
}

func serve(connection net.Conn) {
	defer connection.Close()
	content := stamps + "The lighthouse keeper looked at the sea, and the sea looked back at him for a while."
	document := `{"id":"chatcmpl-stub","object":"chat.completion","created":1700000000,"model":"stub","choices":[{"index":0,` +
		`"message":{"role":"assistant","content":"` + content + `"},"finish_reason":"stop"}],` +
		`"usage":{"prompt_tokens":9,"completion_tokens":20,"total_tokens":29}}`
	event := chunkHead + `"choices":[{"index":0,"delta":{"content":"` + stamps + `"},"finish_reason":null}]}` + "\n\n"
	a := &answerer{connection: connection, whole: newTemplate(fmt.Sprintf(jsonHead, len(document), document)),
		token: newTemplate(chunk(event))}
	in, scratch, h := bufio.NewReaderSize(connection, 64<<10), make([]byte, 64<<10), &head{}
	for {
		if readHead(in, h) != nil {
			return
		}
		a.body = a.body[:0]
		if h.length < 0 && !h.chunked {
			h.length = 0
		}
		if readBody(in, h, scratch, func(piece []byte) { a.body = append(a.body, piece...) }) != nil {
			return
		}
		if a.answer(h, time.Now()) != nil || h.close {
			return
		}
	}
}

func (a *answerer) answer(h *head, received time.Time) error {
	if !bytes.HasPrefix(h.line, []byte("POST ")) {
		return a.info(h)
	}
	if !bytes.Contains(a.body, []byte(`"stream":true`)) && !bytes.Contains(a.body, []byte(`"stream": true`)) {
		_, err := a.connection.Write(a.whole.stamped(received))
		return err
	}
	return a.stream(received)
}

func (a *answerer) info(h *head) error {
	status, body := "200 OK", `{"status":"ok"}`
	switch {
	case bytes.HasPrefix(h.line, []byte("GET /v1/models ")):
		body = models
	case bytes.HasPrefix(h.line, []byte("GET /health ")):
	default:
		status, body = "404 Not Found", `{"error":{"message":"unknown path","type":"invalid_request_error"}}`
	}
	_, err := fmt.Fprintf(a.connection, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
	return err
}

// stream writes each token by itself, as servers do.
func (a *answerer) stream(received time.Time) error {
	tokens, gap := wished(a.body)
	role := chunkHead + `"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}` + "\n\n"
	end := chunk(chunkHead + `"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n")
	if bytes.Contains(a.body, []byte(`"include_usage":true`)) || bytes.Contains(a.body, []byte(`"include_usage": true`)) {
		end += chunk(fmt.Sprintf(chunkHead+`"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":%d,"total_tokens":%d}}`+"\n\n",
			tokens, 9+tokens))
	}
	if _, err := a.connection.Write([]byte(streamHead + chunk(role))); err != nil {
		return err
	}
	begin := time.Now()
	for number := 0; number < tokens; number++ {
		if gap > 0 {
			time.Sleep(time.Until(begin.Add(time.Duration(number+1) * gap)))
		}
		if _, err := a.connection.Write(a.token.stamped(received)); err != nil {
			return err
		}
	}
	_, err := a.connection.Write([]byte(end + chunk("data: [DONE]\n\n") + "0\r\n\r\n"))
	return err
}

func wished(body []byte) (tokens int, gap time.Duration) {
	tokens = 4
	at := bytes.Index(body, wish)
	if at < 0 {
		return tokens, 0
	}
	numbers := body[at+len(wish):]
	if len(numbers) > 40 {
		numbers = numbers[:40]
	}
	var microseconds int
	if _, err := fmt.Sscanf(string(numbers), "%d:%d", &tokens, &microseconds); err != nil {
		return 4, 0
	}
	return tokens, time.Duration(microseconds) * time.Microsecond
}
