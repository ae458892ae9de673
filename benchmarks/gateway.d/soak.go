package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// happening is an answer that is not simply right. Whoever runs the soak knows which ones were to be expected.
type happening struct {
	Began  float64 `json:"began"` // seconds since 1970
	At     float64 `json:"at"`
	Kind   string  `json:"kind"`
	Status int     `json:"status"` // 0 if there was none
	What   string  `json:"what"`
	Text   string  `json:"text"`
}

type soaker struct {
	target *target
	random *rand.Rand
	until  time.Time
	print  func(happening)
	counts *sync.Map

	oversized *sync.Mutex
	began     float64 // of the request under way
}

// kinds of clients, each as often as it is named here.
var kinds = strings.Fields("whole whole whole stream stream stream leaves leaves leaves slow trickles oversize malformed unknown")

// soak prints each happening as a line of JSON, and the number of clients of each kind at the end.
func soak(arguments []string) error {
	flags := flag.NewFlagSet("soak", flag.ExitOnError)
	address := flags.String("url", "", "base URL of the gateway")
	model := flags.String("model", "stub", "name of the model in requests")
	seconds := flags.Float64("seconds", 60, "how long")
	clients := flags.Int("clients", 24, "clients at a time")
	seed := flags.Int64("seed", 1, "of what the clients choose")
	_ = flags.Parse(arguments)
	t, err := newTarget(*address, *model, nil)
	if err != nil {
		return err
	}
	var running sync.WaitGroup
	var printing, oversized sync.Mutex
	out, counts := json.NewEncoder(os.Stdout), &sync.Map{}
	until := time.Now().Add(time.Duration(*seconds * float64(time.Second)))
	for number := 0; number < *clients; number++ {
		s := &soaker{target: t, random: rand.New(rand.NewSource(*seed*1000 + int64(number))), until: until, counts: counts, oversized: &oversized,
			print: func(h happening) {
				printing.Lock()
				defer printing.Unlock()
				_ = out.Encode(h)
			}}
		running.Add(1)
		go func() {
			defer running.Done()
			for time.Now().Before(s.until) {
				s.once(kinds[s.random.Intn(len(kinds))])
			}
		}()
	}
	running.Wait()
	total := map[string]int64{}
	counts.Range(func(kind, count any) bool {
		total[kind.(string)] = count.(*atomic.Int64).Load()
		return true
	})
	return out.Encode(map[string]any{"counts": total})
}

func (s *soaker) count(kind string) {
	count, _ := s.counts.LoadOrStore(kind, &atomic.Int64{})
	count.(*atomic.Int64).Add(1)
}

func (s *soaker) pause(most time.Duration) {
	time.Sleep(time.Duration(s.random.Int63n(int64(most))))
}

// once is one client with one connection.
func (s *soaker) once(kind string) {
	s.began = now()
	c, err := s.target.connect()
	if err != nil {
		s.print(happening{Began: s.began, At: now(), Kind: kind, What: "cannot connect: " + reason(err)})
		time.Sleep(100 * time.Millisecond)
		return
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	stream := kind == "stream" || kind == "slow" || (kind == "leaves" && s.random.Intn(2) == 0)
	request := s.target.request(200+s.random.Intn(6000), stream, "Say something.", map[string]any{"max_tokens": 1 + s.random.Intn(100)})
	switch kind {
	case "leaves":
		s.leave(c, request)
	case "slow":
		s.expect(kind, c, request, true, 200, 2000)
	case "trickles":
		s.trickle(c, request)
	case "oversize":
		s.oversize(c)
	case "malformed":
		s.expect(kind, c, s.target.raw("POST "+s.target.path, []byte(`{"model": "`+s.target.model+`", "messages": [`)), false, 400, 0)
	case "unknown":
		other := *s.target
		other.model = "no-such-model"
		s.expect(kind, c, other.request(200, false, "Hi", nil), false, 404, 0)
	default:
		s.expect(kind, c, request, stream, 200, 0)
	}
	s.count(kind)
}

// expect asks, and prints whatever is not as expected. A slow reader pauses up to so many milliseconds before it reads.
func (s *soaker) expect(kind string, c *connection, request []byte, stream bool, status, slowness int) {
	begin := time.Now()
	_, err := c.Write(request)
	var a answer
	if err == nil {
		if slowness > 0 {
			_ = c.Conn.(*net.TCPConn).SetReadBuffer(4096)
			s.pause(time.Duration(slowness) * time.Millisecond)
		}
		a, err = c.read(a, begin, stream && status == 200)
	}
	s.judge(kind, a, err, status)
}

func (s *soaker) judge(kind string, a answer, err error, expected int) {
	h := happening{Began: s.began, At: now(), Kind: kind, Status: a.status, Text: string(a.text)}
	switch {
	case err != nil && a.status == 0:
		h.What = "no answer: " + reason(err)
	case a.status != expected:
		h.What = fmt.Sprintf("expected %d", expected)
	case expected != 200:
		return
	case strings.Contains(h.Text, `"error"`):
		h.What = "an error in the stream"
	case err != nil:
		h.What = "cut: " + reason(err)
	case !a.whole:
		h.What = "cut without an error"
	default:
		return
	}
	s.print(h)
	if a.status == 429 || a.status == 503 {
		s.pause(500 * time.Millisecond)
	}
}

// leave closes the connection before, or in the midst of, the answer.
func (s *soaker) leave(c *connection, request []byte) {
	if s.random.Intn(4) == 0 {
		_, _ = c.Write(request[:s.random.Intn(len(request))])
		return
	}
	if _, err := c.Write(request); err != nil {
		return
	}
	if s.random.Intn(2) == 0 {
		s.pause(300 * time.Millisecond)
		return
	}
	_ = c.SetReadDeadline(time.Now().Add(time.Second))
	_, _ = io.CopyN(io.Discard, c, int64(1+s.random.Intn(4000)))
}

// trickle sends its request in pieces.
func (s *soaker) trickle(c *connection, request []byte) {
	begin := time.Now()
	for len(request) > 0 {
		size := min(len(request), 1+s.random.Intn(2000))
		if _, err := c.Write(request[:size]); err != nil {
			s.judge("trickles", answer{}, err, 200)
			return
		}
		request = request[size:]
		s.pause(200 * time.Millisecond)
	}
	a, err := c.read(answer{}, begin, false)
	s.judge("trickles", a, err, 200)
}

// oversize sends more than the gateway takes, in chunks or with a length, until it is refused. One at a time: the gateway
// has memory for one largest body, and a second one whose size it does not know would get 503 instead of 413.
func (s *soaker) oversize(c *connection) {
	s.oversized.Lock()
	defer s.oversized.Unlock()
	s.began = now()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	const size = 40 << 20
	length := "Content-Length: 41943040"
	chunked := s.random.Intn(2) == 0
	if chunked {
		length = "Transfer-Encoding: chunked"
	}
	begin := time.Now()
	_, err := fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n%s\r\n\r\n", s.target.path, s.target.address, length)
	part := []byte(strings.Repeat("a", 64<<10))
	if chunked {
		part = []byte("10000\r\n" + string(part) + "\r\n")
	}
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		for written := 0; written < size; written += 64 << 10 {
			if _, err := c.Write(part); err != nil {
				return
			}
		}
	}()
	var a answer
	if err == nil {
		a, err = c.read(a, begin, false)
	}
	_ = c.Close()
	<-sent
	// A server may close while the client still sends, and the answer is lost with it.
	var failed *net.OpError
	if a.status == 0 && (errors.As(err, &failed) && !failed.Timeout() || errors.Is(err, io.ErrUnexpectedEOF)) {
		return
	}
	s.judge("oversize", a, err, 413)
}

func now() float64 { return float64(time.Now().UnixMilli()) / 1000 }
