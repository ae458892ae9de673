package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// target is a server, and how its clients address it.
type target struct {
	address, path, model string
	headers              []string
	protocol             protocol
}

// protocol is what the clients speak; the gateway translates all but OpenAI's chats.
type protocol string

const (
	chats     protocol = "chats"
	claude    protocol = "claude"
	responses protocol = "responses"
	// stored is the Responses API where the gateway keeps each answer.
	stored protocol = "stored"
)

func newTarget(text, model string, headers []string) (*target, error) {
	parsed, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	if parsed.Scheme != "http" || parsed.Port() == "" {
		return nil, fmt.Errorf("the URL '%s' is not of the form http://HOST:PORT/v1", text)
	}
	return &target{parsed.Host, parsed.Path + "/chat/completions", model, headers, chats}, nil
}

// speak makes the clients use another protocol.
func (t *target) speak(other protocol) error {
	base := strings.TrimSuffix(t.path, "/chat/completions")
	switch other {
	case chats:
	case claude:
		t.path = base + "/messages"
		t.headers = append(t.headers, "anthropic-version: 2023-06-01")
	case responses, stored:
		t.path = base + "/responses"
	default:
		return fmt.Errorf("the protocol '%s' is none of chats, claude, responses, stored", other)
	}
	t.protocol = other
	return nil
}

// tools is a list of them in the form of the protocol.
func (t *target) tools(count int) []map[string]any {
	var all []map[string]any
	for number := 0; number < count; number++ {
		schema := map[string]any{"type": "object", "required": []string{"path"}, "properties": map[string]any{
			"path":  map[string]string{"type": "string", "description": "Path of a file below the working directory"},
			"lines": map[string]string{"type": "integer", "description": "Most lines to read"}}}
		name, description := fmt.Sprintf("tool_%d", number), "Reads a file, and gives its lines with their numbers."
		function := map[string]any{"name": name, "description": description, "parameters": schema}
		switch t.protocol {
		case claude:
			function = map[string]any{"name": name, "description": description, "input_schema": schema}
		case responses, stored:
			function["type"], function["strict"] = "function", false
		default:
			function = map[string]any{"type": "function", "function": function}
		}
		all = append(all, function)
	}
	return all
}

// request is a whole chat request of about so many bytes: a system message, and turns of prose and code.
func (t *target) request(bytes int, stream bool, wanted string, options map[string]any) []byte {
	content := func(length int) string { return prose(rand.New(rand.NewSource(int64(length))), length) }
	// Escapes and the fields' names take about a tenth.
	part := bytes / 9
	messages := []map[string]string{{"role": "system", "content": content(2 * part)}}
	for turn := 0; turn < 6; turn++ {
		messages = append(messages, map[string]string{"role": []string{"user", "assistant"}[turn%2], "content": content(part)})
	}
	messages = append(messages, map[string]string{"role": "user", "content": wanted + " What is the sea?"})
	fields := map[string]any{"model": t.model, "stream": stream}
	switch t.protocol {
	case claude:
		fields["system"], fields["messages"], fields["max_tokens"] = messages[0]["content"], messages[1:], 64
	case responses, stored:
		fields["instructions"], fields["input"] = messages[0]["content"], messages[1:]
		fields["max_output_tokens"], fields["store"] = 64, t.protocol == stored
	default:
		fields["messages"], fields["max_tokens"] = messages, 64
	}
	for name, value := range options {
		fields[name] = value
	}
	body, _ := json.Marshal(fields)
	return t.raw("POST "+t.path, body)
}

func (t *target) raw(line string, body []byte) []byte {
	headers := []string{"Host: " + t.address, "Content-Type: application/json", "Authorization: Bearer sk-local",
		"User-Agent: gatewaybench", "Accept: */*", "Content-Length: " + strconv.Itoa(len(body))}
	return append([]byte(line+" HTTP/1.1\r\n"+strings.Join(append(headers, t.headers...), "\r\n")+"\r\n\r\n"), body...)
}

var words = strings.Fields(`time year people way day man thing woman life child world school state family student group country
problem hand part place case week company system program question work government number night point home water room mother
area money story fact month lot right study book eye job word business issue side kind head house service friend father`)

// prose has a line break and a quotation mark now and then, as code has.
func prose(random *rand.Rand, length int) string {
	var text strings.Builder
	for text.Len() < length {
		text.WriteString(words[random.Intn(len(words))])
		switch random.Intn(12) {
		case 0:
			text.WriteString("\n    ")
		case 1:
			text.WriteString(`("`)
		default:
			text.WriteByte(' ')
		}
	}
	return text.String()
}

// answer is what a client saw.
type answer struct {
	status     int
	whole      bool          // whether it has its proper end
	first, all time.Duration // from the request to the first token and to the end
	ways       time.Duration // from the client to the stub, and back from the stub to the client
	text       []byte        // its first bytes, if it is not what was asked for
}

// connection is used for one request after the other.
type connection struct {
	net.Conn
	in      *bufio.Reader
	scratch []byte
	head    head
	tail    []byte
}

func (t *target) connect() (*connection, error) {
	c, err := net.DialTimeout("tcp", t.address, 10*time.Second)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: c, in: bufio.NewReaderSize(c, 64<<10), scratch: make([]byte, 64<<10)}, nil
}

var stampMark, doneMark, errorMark = []byte("t=1"), []byte("[DONE]"), []byte(`"error"`)

// ask sends a request and reads its answer.
func (c *connection) ask(request []byte, stream bool, limit time.Duration) (answer, error) {
	var a answer
	begin := time.Now()
	if err := c.SetDeadline(begin.Add(limit)); err != nil {
		return a, err
	}
	if _, err := c.Write(request); err != nil {
		return a, err
	}
	return c.read(a, begin, stream)
}

func (c *connection) read(a answer, begin time.Time, stream bool) (answer, error) {
	err := readHead(c.in, &c.head)
	if err != nil {
		return a, unexpected(err)
	}
	if a.status, err = c.head.status(); err != nil {
		return a, err
	}
	var received, sent int64
	c.tail = c.tail[:0]
	err = readBody(c.in, &c.head, c.scratch, func(piece []byte) {
		if a.first == 0 {
			if at := bytes.Index(piece, stampMark); at >= 0 {
				a.first = time.Since(begin)
				if len(piece) >= at+43 {
					received, _ = strconv.ParseInt(string(piece[at+2:at+21]), 10, 64)
					sent, _ = strconv.ParseInt(string(piece[at+24:at+43]), 10, 64)
				}
			}
		}
		c.remember(piece)
	})
	now := time.Now()
	a.all = now.Sub(begin)
	if received > 0 {
		a.ways = time.Duration(received - begin.UnixNano() + begin.Add(a.first).UnixNano() - sent)
	}
	a.whole = err == nil && (!stream || bytes.Contains(c.tail, doneMark))
	if a.status != 200 || !a.whole || bytes.Contains(c.tail, errorMark) {
		a.text = append(a.text, c.tail...)
	}
	return a, err
}

// remember keeps the last bytes of an answer.
func (c *connection) remember(piece []byte) {
	const kept = 512
	if len(piece) > kept {
		piece = piece[len(piece)-kept:]
	}
	if surplus := len(c.tail) + len(piece) - kept; surplus > 0 {
		c.tail = c.tail[:copy(c.tail, c.tail[surplus:])]
	}
	c.tail = append(c.tail, piece...)
}
