"""Recognises emergencies (fire, flood, violence, illness), to show the numbers to call.

A word without accents counts only with context, because "chay" can be "cháy" (to burn) or "chạy" (to
run). A danger that is over, feared or asked about is not an emergency, nor is one to a thing ("cháy
bóng đèn" is a burnt bulb), unless the text also says that it happens now. In doubt the numbers are
shown: they cost one line.
"""

from __future__ import annotations

from domain.reading.phrases import Phrases, prepared

FIRE, POLICE, AMBULANCE = "114", "113", "115"
"""The national numbers of fire and rescue, the police and the ambulance."""

_THINGS = Phrases(
    """
    cháy nắng/túi/hàng/khét/máy
    cháy bóng/đèn/cầu/dao/aptomat/mô/bếp/nồi/vé
    máy/bơm/đèn/tơ/dao/tivi/quạt cháy
    máy bơm/lạnh/giặt cháy
    bán chạy/cháy
    !lúa cháy                   # "lua chay" is also "lửa cháy", a fire
    cây/lá/vườn/đường/da cháy
    phòng cháy
    chữa cháy
    cháy âm ỉ
    lửa trại
    trực/phòng/khoa/xe cấp cứu
    sơ cấp cứu
    tiền/phí/giấy/viện … cấp cứu
    cấp cứu … bảo hiểm
    tiền/hỗ/trợ/bảo/hiểm/bệnh … đột quỵ/tai/cấp
    tiền … khó thở
    tai nạn lao động
    đánh giá/bắt/số/dấu/trống/đàn/cờ/bài/vần/máy/thuế/răng/cá
    bảo hiểm tai nạn
    hiếp đáp                    # to bully
    fire damaged/station/drill/extinguisher/safety/hydrant
    """
)
"""Phrases with a word of danger that mean something else."""

_NOT_NOW = Phrases(
    """
    năm ngoái/trước/kia
    tháng/tuần/bữa/hôm/đợt/lần trước
    tháng/tuần rồi/qua
    hôm/đêm/bữa qua/kia/nọ
    hồi năm/tháng/đó/trước
    ngày xưa
    hồi xưa
    nguy cơ
    !sợ
    sợ … giật/cháy/sập/té/đánh/chết/đuối/tai
    !lỡ
    dễ bị/xảy/gây/té/đuối/cháy/đánh/gặp
    trẻ em dễ
    con nít dễ
    hay bị/xảy/có/gặp/đánh/té
    thường bị/xảy/xuyên/có/gặp/đánh
    có thể
    từng bị/xảy/có
    coi chừng
    để tránh/phòng
    đề phòng
    phòng chống/tránh/ngừa
    tập huấn
    diễn tập
    tuyên truyền
    khi/nếu/lúc có/bị/xảy/gặp
    gọi số nào/mấy
    bao giờ
    chưa xây/làm/sửa lại
    last year/month/week
    afraid of
    risk of
    """
)
"""Phrases for a danger that is over, feared or asked about."""

_NOW = Phrases(
    """
    đang/mới/vừa cháy/bị/có/đánh/bốc/chảy/chìm/đuối/ngất/nằm
    !cứu
    cứu với/em/tôi/tui/người/gấp
    mau/gấp/lẹ tới/lên/qua/đi/lắm
    ngay bây giờ
    tới/đến giờ
    giờ lại
    lại đang
    right now
    help us
    សង្គ្រោះ
    """
)
"""Phrases that say that it happens now, whatever else the text says."""

_RESCUE = Phrases(
    """
    đuối nước
    chết đuối
    rớt/té/rơi/lọt xuống sông/kênh/kinh/rạch/ao/mương/nước
    rớt/té/rơi sông/kênh/kinh
    chìm ghe/xuồng/tàu/đò/phà/vỏ
    ghe/xuồng/tàu/đò … chìm
    sập nhà/cầu/tường/giàn … người
    sập nhà
    nhà bị/mới/vừa sập
    vùi lấp
    bị đè
    drowning
    drowned
    fell into the canal/river/water
    collapsed … people/trapped
    លង់ទឹក
    លិចទូក
    """
)

_FIRE = Phrases(
    """
    !cháy
    đám cháy
    xẹt lửa
    nổ trạm/biến/bình
    trạm/áp/bình nổ
    cháy nhà/chợ/kho/trường/quán/tiệm/xưởng/ghe
    nhà/chợ/kho/trường/quán … cháy rồi/lớn/to
    nhà/chợ/kho/quán/trường … đang/bốc cháy
    đang cháy … lửa/lớn/to/dữ
    đang cháy nhà
    bốc/phát cháy
    cháy lớn/dữ
    cháy rồi … lửa
    cháy lan
    lửa cháy/bùng/lan/bốc
    lửa … cháy
    lửa lớn quá
    hỏa hoạn
    nổ bình ga/gas
    nổ ga/gas
    bình ga/gas nổ
    nước lũ … kẹt/cuốn/trôi
    lũ/nước cuốn
    mắc kẹt
    bị kẹt … nóc/mái/lũ/nước
    nước … mái nhà
    nước … nóc nhà
    on fire
    house/building/market fire
    trapped by the flood
    flood … trapped
    ភ្លើងឆេះ
    ឆេះផ្ទះ
    ទឹកជំនន់ហូរ
    """
)

_VIOLENCE = Phrases(
    """
    đánh nhau
    đánh/chém/đâm/giết người
    đâm chém
    chém/đâm nhau
    bị chém/đâm
    chồng/vợ … đánh tôi/tui/em/vợ/con
    chém lộn
    đánh lộn
    đánh vợ/chồng/con
    đánh … mẹ/má/cha/già
    bị đánh
    cầm dao/mã/súng/kiếm
    dọa/đòi giết
    bị/đang cướp
    cướp giật/xe/tiệm/của
    trộm … đang/vô/vào/phá nhà/cửa
    trộm … vô nhà
    hành hung
    bạo hành
    bạo lực gia đình
    hiếp dâm
    !hiếp
    xâm hại
    bắt cóc
    being attacked/robbed/beaten
    attacking/robbing/beating me/us/him/her
    fighting
    robbery
    stabbed
    វាយគ្នា
    ចោរប្លន់
    កាប់គ្នា
    """
)

_ACCIDENT = Phrases(
    """
    người bị thương
    đụng/tông xe … thương/chết/máu/nặng/gãy
    xe tông/đụng/cán … người/thương/máu/chết
    xe … lật … thương/chết/kẹt
    tai nạn
    bị xe đụng/tông/cán
    accident … injured/hurt/dead/bleeding
    traffic/road/car/motorbike accident
    គ្រោះថ្នាក់ចរាចរណ៍
    """
)

_ILLNESS = Phrases(
    """
    cấp cứu
    bất tỉnh
    ngất/xỉu xỉu/rồi
    !ngất
    !xỉu
    hôn mê
    đột quỵ/quị
    tai biến
    nhồi máu
    khó thở
    ngưng/ngừng thở/tim
    co giật
    điện giật
    bị/té giật điện
    chảy/ra máu nhiều/hoài/quá
    chảy máu … không
    ngộ độc
    rắn cắn
    uống thuốc sâu/rầy/cỏ/chuột/diệt
    uống nhầm/lộn thuốc
    tự tử/vẫn
    treo cổ
    vỡ … ối
    vỡ nước ối
    sắp/đang sinh/sanh
    đau đẻ
    chuyển dạ
    đẻ rớt
    đau tim/ngực … quá/dữ/nặng
    ambulance
    unconscious
    not breathing
    heart attack
    stroke
    bleeding … badly/lot
    electric shock
    electrocuted
    snake bite
    bitten by a snake
    ពស់ចឹក
    សន្លប់
    ឆក់ខ្សែភ្លើង
    សង្គ្រោះបន្ទាន់
    """
)

_DANGERS: tuple[tuple[tuple[str, ...], Phrases], ...] = (
    ((FIRE, AMBULANCE), _RESCUE),
    ((FIRE,), _FIRE),
    ((POLICE,), _VIOLENCE),
    ((AMBULANCE, POLICE), _ACCIDENT),
    ((AMBULANCE,), _ILLNESS),
)
"""The numbers to call for each danger, the most fitting first."""


def services(text: str) -> tuple[str, ...]:
    """Return the numbers to call, the most fitting first; empty if it is not an emergency."""
    remaining = _THINGS.blanked(prepared(text))
    if _NOT_NOW.occurs_in(remaining) and not _NOW.occurs_in(remaining):
        return ()
    called = [numbers for numbers, words in _DANGERS if words.occurs_in(remaining)]
    return tuple(dict.fromkeys(number for numbers in called for number in numbers))
