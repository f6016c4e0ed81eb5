"""Phrases about officials and their conduct (see `domain.reading.phrases`)."""

from __future__ import annotations

from domain.reading.phrases import Phrases

OFFICIAL = Phrases(
    """
    cán bộ
    công/viên chức
    nhân viên
    công an
    cảnh sát
    csgt
    dân quân
    xã/ấp đội
    chủ tịch
    bí thư
    trưởng ấp/xóm/trạm/phòng/ban/công/khu
    ấp/trạm trưởng
    ban ấp
    tổ trưởng
    hội trưởng
    chủ nhiệm
    địa chính
    !tư pháp
    tư pháp xã
    kế toán
    thủ quỹ
    hiệu trưởng/phó
    mặt trận
    thầy/cô giáo
    hội nông/phụ/cựu
    xã đội
    phó trưởng/chủ/công/bí
    lãnh đạo
    thanh tra
    kiểm lâm
    một cửa
    tiếp dân
    mấy ổng
    mấy ông/bà/chú/anh xã/ấp/ủy
    ông/bà xã đội
    ông ấp
    ủy ban
    ubnd
    đảng ủy
    official/officials/officer/officers/clerk/chairman/police/policeman
    village/hamlet head/chief
    មន្ត្រី
    មេភូមិ
    មេឃុំ
    ប៉ូលិស
    ប្រធាន
    """
)
"""Phrases that name a person in office."""

CONDUCT = Phrases(
    """
    thái độ
    hách sách/dịch
    hạch sách
    !quát/nạt/mắng/chửi/nhăn/cằn
    quát/nạt/chửi/mắng tháo/nộ/dân/bới/mỏ/tôi/tui
    nhăn nhó
    cằn nhằn
    la mắng/lối/rầy
    cộc cằn/lốc
    cục cằn/súc
    gắt gỏng
    làm khó
    gây khó/phiền
    nhũng nhiễu
    sách nhiễu
    vòi vĩnh
    cửa quyền
    coi thường/khinh
    khinh thường/dân
    bắt … đi tới/lui/lại/về
    hành dân
    vô lễ/trách/duyên/cảm
    thiếu trách/tôn/lịch
    chậm trễ
    không chịu làm/tiếp/giải/nhận/trả
    không tiếp
    đùn đẩy
    làm ngơ
    !đuổi
    đuổi dân/tôi/tui
    thái độ … khó
    nói năng/chuyện … khó/lớn/hỗn/xấc
    hỗn/xấc/xấc láo
    nhậu/say … giờ/việc/xỉn
    trễ giờ
    đi trễ
    bỏ trực
    rude/impolite/shouted/shouts/yelled/insulted/ignored/unhelpful/lazy
    ឈ្លើយ
    """
)
"""Phrases about the conduct of a person in office."""

LEADER = Phrases(
    """
    chủ tịch
    chủ tịt
    bí thư
    người đứng đầu
    xếp/sếp xã
    chairman/chairwoman/mayor
    មេឃុំ
    """
)
"""Phrases that name whoever leads the commune by title alone."""

ASKS_LEADER = Phrases(
    """
    kính/xin/mong/nhờ/kêu/đề … chủ tịch
    kính/xin/mong/nhờ/kêu/đề … bí thư
    gửi/gởi/thưa/báo/trình/kiến … chủ tịch
    gửi/gởi/thưa/báo/trình/kiến … bí thư
    chủ tịch … xem xét/giúp/giải/chỉ
    bí thư … xem xét/giúp/giải/chỉ
    """
)
"""Phrases that ask the leader for help. They do not say that the report is about the leader."""
