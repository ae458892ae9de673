package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"time"
)

// limit is for one answer: none takes as long, so that one which does is lost.
const limit = 10 * time.Second

// headers collects the values of a repeated option.
type headers []string

func (h *headers) String() string { return strings.Join(*h, ", ") }

func (h *headers) Set(value string) error {
	*h = append(*h, value)
	return nil
}

type loadOptions struct {
	url, model             string
	headers                headers
	clients, body, tokens  int
	tools                  int
	protocol               string
	rate, seconds, warm    float64
	gap                    time.Duration
	stream                 bool
	request                []byte
	begin, measured, until time.Time
}

// client's own record; records are merged at the end, so that clients share nothing.
type record struct {
	first, all, ways []time.Duration
	failures         map[string]int
	end              time.Time
}

func load(arguments []string) error {
	o := loadOptions{}
	flags := flag.NewFlagSet("load", flag.ExitOnError)
	flags.StringVar(&o.url, "url", "", "base URL, such as http://127.0.0.1:11434/v1")
	flags.StringVar(&o.model, "model", "stub", "name of the model in requests")
	flags.Var(&o.headers, "header", "one more header, such as 'x-name: value'; may be repeated")
	flags.IntVar(&o.clients, "clients", 1, "clients, each with a connection of its own")
	flags.IntVar(&o.body, "body", 20<<10, "size of a request in bytes")
	flags.IntVar(&o.tokens, "tokens", 32, "tokens of a streamed answer")
	flags.DurationVar(&o.gap, "gap", 0, "time between two tokens; 0 is as fast as the connection takes them")
	flags.IntVar(&o.tools, "tools", 0, "tools in a request, beside its size in bytes")
	flags.StringVar(&o.protocol, "protocol", string(chats), "chats, or claude, responses or stored; whole answers only")
	flags.BoolVar(&o.stream, "stream", false, "ask for streams")
	flags.Float64Var(&o.rate, "rate", 0, "answers a second of all clients together; 0 is as fast as they come")
	flags.Float64Var(&o.seconds, "seconds", 3, "time that is measured")
	flags.Float64Var(&o.warm, "warm", 0, "time before that")
	_ = flags.Parse(arguments)
	debug.SetGCPercent(400)
	t, err := newTarget(o.url, o.model, o.headers)
	if err != nil {
		return err
	}
	if err = t.speak(protocol(o.protocol)); err != nil {
		return err
	}
	if t.protocol != chats && o.stream {
		return errors.New("streams are measured of chats only")
	}
	options := map[string]any{}
	if o.tools > 0 {
		options["tools"] = t.tools(o.tools)
	}
	o.request = t.request(o.body, o.stream, fmt.Sprintf("stub:%d:%d", o.tokens, o.gap.Microseconds()), options)
	o.begin = time.Now()
	o.measured = o.begin.Add(time.Duration(o.warm * float64(time.Second)))
	o.until = o.measured.Add(time.Duration(o.seconds * float64(time.Second)))
	records := make([]record, o.clients)
	var running sync.WaitGroup
	for number := range records {
		running.Add(1)
		go func(number int) {
			defer running.Done()
			records[number] = o.client(t, number)
		}(number)
	}
	running.Wait()
	return report(&o, records)
}

// client asks until the time is over; with a rate, at fixed times that the clients share evenly.
func (o *loadOptions) client(t *target, number int) record {
	r := record{failures: map[string]int{}}
	var c *connection
	var err error
	var interval time.Duration
	next := o.begin
	if o.rate > 0 {
		interval = time.Duration(float64(o.clients) / o.rate * float64(time.Second))
		next = next.Add(interval * time.Duration(number) / time.Duration(o.clients))
	}
	for {
		time.Sleep(time.Until(next))
		begin := time.Now()
		if begin.After(o.until) {
			return r
		}
		if c == nil {
			if c, err = t.connect(); err != nil {
				r.fail("cannot connect: "+reason(err), &c)
				continue
			}
		}
		a, err := c.ask(o.request, o.stream, limit)
		switch {
		case err != nil:
			r.fail(fmt.Sprintf("after status %d: %s", a.status, reason(err)), &c)
		case a.status != 200 || !a.whole || a.first == 0:
			r.fail(fmt.Sprintf("%d %.200s", a.status, a.text), &c)
		case begin.After(o.measured):
			r.first, r.all, r.ways = append(r.first, a.first), append(r.all, a.all), append(r.ways, a.ways)
			r.end = time.Now()
		}
		if c != nil && c.head.close {
			_ = c.Close()
			c = nil
		}
		for interval > 0 && !next.After(begin) {
			next = next.Add(interval)
		}
	}
}

// reason is a failure without addresses, so that equal ones are counted together.
func reason(err error) string {
	var failed *net.OpError
	if errors.As(err, &failed) {
		return failed.Op + ": " + failed.Err.Error()
	}
	return err.Error()
}

// fail counts a failure, and makes the client begin again with a new connection a little later.
func (r *record) fail(reason string, c **connection) {
	r.failures[reason]++
	if *c != nil {
		_ = (*c).Close()
		*c = nil
	}
	time.Sleep(20 * time.Millisecond)
}

func report(o *loadOptions, records []record) error {
	var first, all, ways []time.Duration
	failures := map[string]int{}
	end := o.measured
	for _, r := range records {
		first, all, ways = append(first, r.first...), append(all, r.all...), append(ways, r.ways...)
		for reason, count := range r.failures {
			failures[reason] += count
		}
		if r.end.After(end) {
			end = r.end
		}
	}
	result := map[string]any{"answers": len(all), "failures": failures, "bytes": len(o.request)}
	if len(all) > 0 {
		result["rate"] = float64(len(all)) / end.Sub(o.measured).Seconds()
		result["first"], result["all"], result["ways"] = quantiles(first), quantiles(all), quantiles(ways)
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

// quantiles are in milliseconds.
func quantiles(values []time.Duration) map[string]float64 {
	sort.Slice(values, func(left, right int) bool { return values[left] < values[right] })
	at := func(share float64) float64 {
		return float64(values[int(share*float64(len(values)-1))].Microseconds()) / 1000
	}
	return map[string]float64{"p50": at(0.5), "p99": at(0.99), "max": at(1)}
}

// first prints how long a server that is being started takes until it has answered anything, and until it has
// answered a chat.
func first(arguments []string) error {
	flags := flag.NewFlagSet("first", flag.ExitOnError)
	address := flags.String("url", "", "base URL")
	model := flags.String("model", "stub", "name of the model in requests")
	patience := flags.Duration("limit", time.Minute, "longest wait")
	var more headers
	flags.Var(&more, "header", "one more header; may be repeated")
	_ = flags.Parse(arguments)
	t, err := newTarget(*address, *model, more)
	if err != nil {
		return err
	}
	begin, accepted, last := time.Now(), time.Duration(0), "no connection"
	request := t.request(500, false, "stub:1:0", nil)
	for time.Since(begin) < *patience {
		c, err := t.connect()
		if err != nil {
			time.Sleep(2 * time.Millisecond)
			continue
		}
		a, err := c.ask(request, false, limit)
		_ = c.Close()
		if err == nil && accepted == 0 {
			accepted = time.Since(begin)
		}
		if err == nil && a.status == 200 {
			return json.NewEncoder(os.Stdout).Encode(map[string]float64{"accepted": accepted.Seconds(), "answered": time.Since(begin).Seconds()})
		}
		last = fmt.Sprintf("%d %s %v", a.status, a.text, err)
		time.Sleep(5 * time.Millisecond)
	}
	return fmt.Errorf("no answer within %s: %s", *patience, last)
}
