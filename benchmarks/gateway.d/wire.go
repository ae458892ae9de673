package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// head is the part of a request or an answer before its body.
type head struct {
	line    []byte // valid until the next read
	length  int64  // of the body; -1 if it lasts until the connection ends
	chunked bool
	close   bool
}

// readHead reads the first line and the headers. It keeps only what the length of the body depends on.
func readHead(in *bufio.Reader, h *head) error {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return err
	}
	h.line = append(h.line[:0], bytes.TrimRight(line, "\r\n")...)
	h.length, h.chunked, h.close = -1, false, false
	for {
		line, err = in.ReadSlice('\n')
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return nil
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("content-length")):
			if h.length, err = strconv.ParseInt(string(value), 10, 64); err != nil {
				return err
			}
		case bytes.EqualFold(name, []byte("transfer-encoding")):
			h.chunked = bytes.EqualFold(value, []byte("chunked"))
		case bytes.EqualFold(name, []byte("connection")):
			h.close = bytes.EqualFold(value, []byte("close"))
		}
	}
}

// status is the number in the first line of an answer.
func (h *head) status() (int, error) {
	if len(h.line) < 12 || !bytes.HasPrefix(h.line, []byte("HTTP/1.")) {
		return 0, fmt.Errorf("not an HTTP answer: %q", h.line)
	}
	return strconv.Atoi(string(h.line[9:12]))
}

// readBody hands the body to visit, piece by piece, as it arrives. It never waits for more once a piece is there.
func readBody(in *bufio.Reader, h *head, scratch []byte, visit func(piece []byte)) error {
	if !h.chunked {
		return readPieces(in, h.length, scratch, visit)
	}
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return unexpected(err)
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 64)
		if err != nil {
			return err
		}
		if err = readPieces(in, size, scratch, visit); err != nil {
			return err
		}
		if _, err = in.Discard(2); err != nil {
			return unexpected(err)
		}
		if size == 0 {
			return nil
		}
	}
}

func readPieces(in *bufio.Reader, length int64, scratch []byte, visit func(piece []byte)) error {
	for length != 0 {
		wanted := scratch
		if length > 0 && length < int64(len(wanted)) {
			wanted = wanted[:length]
		}
		count, err := in.Read(wanted)
		if count > 0 {
			visit(wanted[:count])
		}
		if length > 0 {
			length -= int64(count)
		}
		if err != nil {
			if length < 0 && errors.Is(err, io.EOF) {
				return nil
			}
			return unexpected(err)
		}
	}
	return nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
