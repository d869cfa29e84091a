package bolt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"strings"

	"github.com/rolloutbot/rollout/store"
)

// The layout of a bbolt file, as far as walking it needs: numbers are in the
// machine's order; a page begins with id, flags, count and overflow; the
// elements of a page point to keys and values relative to themselves.
const (
	pageHeader  = 16
	element     = 16 // of a branch: pos, ksize, page; of a leaf: flags, pos, ksize, vsize
	metaSize    = 64 // the last eight bytes are its checksum
	magic       = 0xED0CDAED
	version     = 2
	branchPage  = 0x01
	leafPage    = 0x02
	freePage    = 0x10
	bucketFlag  = 0x01
	bucketSize  = 16 // root page and sequence; an inline page may follow
	noFreelist  = math.MaxUint64
	minPageSize = 1 << 10
	maxPageSize = 1 << 24
	maxNamed    = 20 // pieces of damage that are named; what follows is mostly the same
)

const (
	doRestore = "Restore the newest backup that verifies"
	doRecord  = "Everything else can be read. Restore the newest backup that verifies, or keep working and mend this one"
)

// header is one of a file's two meta pages; the newer valid one counts.
type header struct {
	pageSize                  uint32
	root, freelist, top, txid uint64
}

// walker reads the pages of a file without mapping it, believes nothing it
// reads, and writes down what does not fit. No file makes it panic.
type walker struct {
	f      io.ReaderAt
	size   int64
	head   header
	used   map[uint64]bool // pages that something leads to
	free   int
	sums   bool // values are checked, too
	kinds  map[string]int
	damage []store.Damage
}

// newWalker reads the headers. An error is a sentence about a file that is not
// a store at all.
func newWalker(f *os.File) (*walker, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("the store %s cannot be opened: %w", f.Name(), err)
	}
	switch {
	case info.IsDir():
		return nil, fmt.Errorf("%s is a folder, not a store: name a file in it", f.Name())
	case info.Size() == 0:
		return nil, fmt.Errorf("the store %s is empty (0 bytes), so it is not taken for a new one: something cut it off. Nothing was changed. Restore the newest backup; to begin anew, remove the file", f.Name())
	}
	w := &walker{f: f, size: info.Size(), used: make(map[uint64]bool), kinds: make(map[string]int)}
	w.readHeaders()
	return w, nil
}

func (w *walker) bad(where, what, do string) {
	if len(w.damage) == maxNamed {
		w.damage = append(w.damage, store.Damage{Where: "the file", What: "there is more damage than is named here"})
	}
	if len(w.damage) < maxNamed {
		w.damage = append(w.damage, store.Damage{Where: where, What: what, Do: do})
	}
}

// bytes is how much of the file is in use.
func (w *walker) bytes() uint64 { return w.head.top * uint64(w.head.pageSize) }

// readHeaders finds the two meta pages; the second one's place depends on the
// page size, which the first may no longer know.
func (w *walker) readHeaders() {
	first, err1 := w.header(0)
	var second header
	err2 := errors.New("it was not found")
	sizes := []int64{int64(first.pageSize)}
	if err1 != nil {
		sizes = sizes[:0]
		for s := int64(minPageSize); s <= maxPageSize; s *= 2 {
			sizes = append(sizes, s)
		}
	}
	for _, s := range sizes {
		if h, err := w.header(s); err == nil && int64(h.pageSize) == s {
			second, err2 = h, nil
			break
		} else if err1 == nil {
			err2 = err
		}
	}
	switch {
	case err1 != nil && err2 != nil:
		w.bad("the file", "it is not a store, or both of its headers are damaged: "+err1.Error(), doRestore)
		return
	case err1 != nil:
		w.bad("the file, first header", err1.Error(), "The other header is used; the newest commit may be missing. Keep a copy and restore the newest backup")
		w.head = second
	case err2 != nil:
		w.bad("the file, second header", err2.Error(), "The other header is used; the newest commit may be missing. Keep a copy and restore the newest backup")
		w.head = first
	case second.txid > first.txid:
		w.head = second
	default:
		w.head = first
	}
	if w.head.top > math.MaxInt64/maxPageSize || int64(w.bytes()) > w.size {
		w.bad("the file", fmt.Sprintf("it was cut off: it has %d bytes of %d pages of %d", w.size, w.head.top, w.head.pageSize), doRestore)
	}
}

func (w *walker) header(at int64) (header, error) {
	var b [pageHeader + metaSize]byte
	if _, err := w.f.ReadAt(b[:], at); err != nil {
		return header{}, errors.New("the file ends before it")
	}
	m, n := b[pageHeader:], binary.NativeEndian
	sum := fnv.New64a()
	_, _ = sum.Write(m[:metaSize-8])
	h := header{
		pageSize: n.Uint32(m[8:]), root: n.Uint64(m[16:]), freelist: n.Uint64(m[32:]),
		top: n.Uint64(m[40:]), txid: n.Uint64(m[48:]),
	}
	switch {
	case n.Uint32(m) != magic:
		return header{}, errors.New("it does not begin as one")
	case n.Uint32(m[4:]) != version:
		return header{}, fmt.Errorf("it has version %d of the file format, not %d", n.Uint32(m[4:]), version)
	case n.Uint64(m[metaSize-8:]) != sum.Sum64():
		return header{}, errors.New("its checksum does not match")
	case h.pageSize < minPageSize || h.pageSize > maxPageSize || h.pageSize&(h.pageSize-1) != 0:
		return header{}, fmt.Errorf("it says that pages have %d bytes", h.pageSize)
	}
	return h, nil
}

// walk follows every page from the root, then the list of free pages.
func (w *walker) walk() {
	w.used[0], w.used[1] = true, true
	w.page(w.head.root, "the list of kinds", nil, nil, 0)
	w.freePages()
	if len(w.damage) > 0 {
		return
	}
	lost := 0
	for id := range w.head.top {
		if !w.used[id] {
			lost++
		}
	}
	if lost > 0 {
		w.bad("the file", fmt.Sprintf("%d pages are neither in use nor free", lost), "No record is lost. Keep a copy and report this")
	}
}

// claim notes that a page and those it runs on into are in use.
func (w *walker) claim(id, overflow uint64, where string) bool {
	if id < 2 || id >= w.head.top || overflow >= w.head.top-id {
		w.bad(where, fmt.Sprintf("it leads to page %d (and %d more) of %d", id, overflow, w.head.top), doRestore)
		return false
	}
	for p := id; p <= id+overflow; p++ {
		if w.used[p] {
			w.bad(where, fmt.Sprintf("page %d is in use twice", p), doRestore)
			return false
		}
		w.used[p] = true
	}
	return true
}

// load reads a page with what it runs on into.
func (w *walker) load(id uint64, where string) []byte {
	var h [pageHeader]byte
	if id >= w.head.top {
		w.bad(where, fmt.Sprintf("it leads to page %d of %d", id, w.head.top), doRestore)
		return nil
	}
	size := uint64(w.head.pageSize)
	if _, err := w.f.ReadAt(h[:], int64(id*size)); err != nil {
		w.bad(where, fmt.Sprintf("page %d: %v", id, err), doRestore)
		return nil
	}
	if got := binary.NativeEndian.Uint64(h[:]); got != id {
		w.bad(where, fmt.Sprintf("page %d says that it is page %d", id, got), doRestore)
		return nil
	}
	overflow := uint64(binary.NativeEndian.Uint32(h[12:]))
	if !w.claim(id, overflow, where) {
		return nil
	}
	b := make([]byte, (overflow+1)*size)
	if _, err := w.f.ReadAt(b, int64(id*size)); err != nil {
		w.bad(where, fmt.Sprintf("page %d: %v", id, err), doRestore)
		return nil
	}
	return b
}

// page walks one page and those below; keys must lie in [lo, hi).
func (w *walker) page(id uint64, where string, lo, hi []byte, depth int) {
	b := w.load(id, where)
	if b == nil {
		return
	}
	where = fmt.Sprintf("%s, page %d", where, id)
	switch flags := binary.NativeEndian.Uint16(b[8:]); flags {
	case branchPage:
		w.branch(b, where, lo, hi, depth)
	case leafPage:
		w.leaf(b, where, lo, hi, depth)
	default:
		w.bad(where, fmt.Sprintf("it is neither a branch nor a leaf (%#x)", flags), doRestore)
	}
}

// keyOf is the key of an element, nil when it points outside the page.
func keyOf(b []byte, at int, pos, size uint32) []byte {
	from := uint64(at) + uint64(pos)
	to := from + uint64(size)
	if size == 0 || to > uint64(len(b)) {
		return nil
	}
	return b[from:to]
}

func (w *walker) branch(b []byte, where string, lo, hi []byte, depth int) {
	n := int(binary.NativeEndian.Uint16(b[10:]))
	if n == 0 || pageHeader+n*element > len(b) {
		w.bad(where, fmt.Sprintf("a branch of %d", n), doRestore)
		return
	}
	keys := make([][]byte, n)
	for i := range n {
		at := pageHeader + i*element
		e := b[at:]
		keys[i] = keyOf(b, at, binary.NativeEndian.Uint32(e), binary.NativeEndian.Uint32(e[4:]))
		if keys[i] == nil || i > 0 && bytes.Compare(keys[i-1], keys[i]) >= 0 {
			w.bad(where, fmt.Sprintf("its key %d cannot be or is out of order", i), doRestore)
			return
		}
	}
	// The first key may be above what the branch holds, never below its parent's.
	if lo != nil && bytes.Compare(keys[0], lo) < 0 || hi != nil && bytes.Compare(keys[n-1], hi) >= 0 {
		w.bad(where, "its keys belong elsewhere", doRestore)
		return
	}
	for i := range n {
		end := hi
		if i+1 < n {
			end = keys[i+1]
		}
		w.page(binary.NativeEndian.Uint64(b[pageHeader+i*element+8:]), where, keys[i], end, depth)
	}
}

func (w *walker) leaf(b []byte, where string, lo, hi []byte, depth int) {
	n := int(binary.NativeEndian.Uint16(b[10:]))
	if pageHeader+n*element > len(b) {
		w.bad(where, fmt.Sprintf("a leaf of %d", n), doRestore)
		return
	}
	last := lo
	for i := range n {
		at := pageHeader + i*element
		e := b[at:]
		flags, pos := binary.NativeEndian.Uint32(e), binary.NativeEndian.Uint32(e[4:])
		ksize, vsize := binary.NativeEndian.Uint32(e[8:]), binary.NativeEndian.Uint32(e[12:])
		key := keyOf(b, at, pos, ksize)
		from := uint64(at) + uint64(pos) + uint64(ksize)
		if key == nil || from+uint64(vsize) > uint64(len(b)) || flags > bucketFlag {
			w.bad(where, fmt.Sprintf("its item %d points outside", i), doRestore)
			return
		}
		if c := bytes.Compare(last, key); last != nil && (c > 0 || c == 0 && i > 0) || hi != nil && bytes.Compare(key, hi) >= 0 {
			w.bad(where, fmt.Sprintf("its key %d is out of order", i), doRestore)
			return
		}
		last = key
		value := b[from : from+uint64(vsize)]
		switch {
		case depth == 0 && flags == bucketFlag:
			w.bucket(string(key), value)
		case depth == 0 || flags == bucketFlag:
			w.bad(where, fmt.Sprintf("its item %d does not belong here", i), doRestore)
		default:
			w.value(where, key, value)
		}
	}
}

// bucket walks one kind, which stands on pages of its own or, while it is
// small, within its entry.
func (w *walker) bucket(name string, value []byte) {
	where := "kind " + name
	if len(value) < bucketSize {
		w.bad(where, "its entry is too short", doRestore)
		return
	}
	w.kinds[name] = 0
	if root := binary.NativeEndian.Uint64(value); root != 0 {
		w.page(root, where, nil, nil, 1)
		return
	}
	inline := value[bucketSize:]
	if len(inline) < pageHeader || binary.NativeEndian.Uint16(inline[8:]) != leafPage {
		w.bad(where, "its entry holds no leaf", doRestore)
		return
	}
	w.leaf(inline, where, nil, nil, 1)
}

// value checks the sum of one value.
func (w *walker) value(where string, key, value []byte) {
	name, _, _ := strings.Cut(strings.TrimPrefix(where, "kind "), ",")
	w.kinds[name]++
	if !w.sums {
		return
	}
	_, kind, ok := strings.Cut(name, "/")
	if !ok {
		w.bad(where, "the kind has no workspace", "Keep a copy and report this")
		return
	}
	if _, err := sealsOf(kind).unseal(key, value); err != nil {
		w.bad(fmt.Sprintf("%s, key %q", where, key), "the value is not what was stored: its checksum does not match", doRecord)
	}
}

// freePages reads the list of free pages. bbolt writes over what is on it, so a
// page that is also in use is the worst that can be.
func (w *walker) freePages() {
	if w.head.freelist == noFreelist {
		w.bad("the list of free pages", "there is none", "Keep a copy and report this")
		return
	}
	b := w.load(w.head.freelist, "the list of free pages")
	if b == nil {
		return
	}
	where := "the list of free pages"
	if flags := binary.NativeEndian.Uint16(b[8:]); flags != freePage {
		w.bad(where, fmt.Sprintf("page %d is not one (%#x)", w.head.freelist, flags), doRestore)
		return
	}
	n, ids := uint64(binary.NativeEndian.Uint16(b[10:])), b[pageHeader:]
	if n == 0xFFFF { // too many for two bytes: the first item counts
		n, ids = binary.NativeEndian.Uint64(ids), ids[8:]
	}
	if n > uint64(len(ids))/8 {
		w.bad(where, fmt.Sprintf("it says that it has %d", n), doRestore)
		return
	}
	for i := range n {
		if !w.claim(binary.NativeEndian.Uint64(ids[i*8:]), 0, where) {
			return
		}
	}
	w.free = int(n)
}
